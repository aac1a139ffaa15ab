package io.casewire.pipeline;

import io.casewire.consent.ConsentedReading;
import io.casewire.identity.Device;
import io.casewire.identity.DeviceRegistry;
import io.casewire.identity.IdentifiedReading;
import io.casewire.identity.Party;
import io.casewire.ingest.Format.Field;
import io.casewire.ingest.Group;
import io.casewire.ingest.VirtualDevice;
import io.casewire.quality.CleanReading;
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
    private final DeviceRegistry registry;
    private final BiFunction<Device, Instant, @Nullable String> parents;

    /** @param parents the parent that belongs to the same as a device; null for none */
    Groups(List<Group> groups, DeviceRegistry registry, BiFunction<Device, Instant, @Nullable String> parents) {
        this.byFormat = groups.stream().collect(Collectors.groupingBy(Group::of));
        this.registry = registry;
        this.parents = parents;
    }

    /** A reading was decided: what it says to groups is added to the step. */
    void hear(ConsentedReading consented, Instant clock, Step step) {
        for (Group group : of(consented.reading())) {
            if (!consented.allows(group.purpose())) {
                tell(group, consented.reading(), consented.device(), clock, Map.of(), clock, step);
                continue;
            }
            Instant time = consented.time(group.purpose(), consented.reading().eventTime());
            if (time != null) {
                Map<String, Object> seen = consented.values(group.purpose());
                Map<String, Object> values = new LinkedHashMap<>();
                for (Field field : group.format().fields()) {
                    Object value = seen.get(field.name());
                    if (value != null) {
                        values.put(field.name(), value);
                    }
                }
                tell(group, consented.reading(), consented.device(), time, values, clock, step);
            }
        }
    }

    /** Nothing of a reading may be seen: groups hear that there was one, are not allowed to either, and forget. */
    void hearNothing(IdentifiedReading denied, Instant clock, Step step) {
        for (Group group : of(denied.reading())) {
            tell(group, denied.reading(), denied.device(), clock, Map.of(), clock, step);
        }
    }

    private List<Group> of(CleanReading reading) {
        return reading.retained()
                ? List.of()
                : byFormat.getOrDefault(reading.format().name(), List.of());
    }

    /** @param time a clock that is ahead is one device's, and not to make all others late */
    private void tell(
            Group group,
            CleanReading reading,
            Device device,
            Instant time,
            Map<String, Object> values,
            Instant clock,
            Step step) {
        String of = of(group, device, clock);
        if (of != null) {
            step.groupReadings()
                    .add(new GroupReading(
                            new VirtualDevice(group.name(), group.per(), of).id(),
                            group.name(),
                            reading.id(),
                            reading.source(),
                            time.isAfter(clock) ? clock : time,
                            values));
        }
    }

    private @Nullable String of(Group group, Device device, Instant clock) {
        Party party = device.party();
        boolean unnamed = party.kind() == Party.Kind.ORGANISATION
                && String.valueOf(party.accountId()).equals(registry.registrationAccount(clock));
        if (unnamed && group.per() != Group.Per.GATEWAY) {
            // Nobody said yet whose it is.
            return null;
        }
        return switch (group.per()) {
            case GATEWAY -> parents.apply(device, clock);
            case ACCOUNT -> party.kind() == Party.Kind.ORGANISATION ? party.accountId() : null;
            case PARTY -> party.owner();
        };
    }
}
