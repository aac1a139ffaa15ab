package io.casewire.pipeline;

import io.casewire.consent.ConsentedReading;
import io.casewire.identity.Device;
import io.casewire.identity.Party;
import io.casewire.identity.VirtualDevice;
import io.casewire.ingest.Group;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What devices are heard saying by the virtual devices of their groups. */
final class Groups {
    private final Map<String, List<Group>> byFormat;
    private final BiFunction<Device, Instant, @Nullable String> parents;

    /** @param parents the parent that belongs to the same as a device; null for none */
    Groups(List<Group> groups, BiFunction<Device, Instant, @Nullable String> parents) {
        this.byFormat = groups.stream().collect(Collectors.groupingBy(Group::of));
        this.parents = parents;
    }

    /** A reading was decided: what it says to groups is added to the step. */
    void hear(ConsentedReading consented, Instant clock, Step step) {
        for (Group group : byFormat.getOrDefault(consented.reading().format().name(), List.of())) {
            String of = of(group, consented.device(), clock);
            Instant time = consented.time(group.purpose(), consented.reading().eventTime());
            if (of != null && time != null) {
                Map<String, Object> seen = consented.values(group.purpose());
                Map<String, Object> values = new LinkedHashMap<>();
                group.fields().stream().filter(seen::containsKey).forEach(field -> values.put(field, seen.get(field)));
                step.groupReadings()
                        .add(new GroupReading(
                                new VirtualDevice(group.name(), group.per(), of).id(),
                                group.name(),
                                consented.reading().id(),
                                time,
                                values));
            }
        }
    }

    private @Nullable String of(Group group, Device device, Instant clock) {
        Party party = device.party();
        return switch (group.per()) {
            case GATEWAY -> parents.apply(device, clock);
            case ACCOUNT -> party.kind() == Party.Kind.ORGANISATION ? party.accountId() : null;
            case PARTY -> party.owner();
        };
    }
}
