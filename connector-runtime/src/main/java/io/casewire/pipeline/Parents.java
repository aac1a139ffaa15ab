package io.casewire.pipeline;

import io.casewire.consent.ConsentedReading;
import io.casewire.content.Content;
import io.casewire.episodes.Decision;
import io.casewire.episodes.Decisions;
import io.casewire.episodes.EpisodeStage;
import io.casewire.episodes.EpisodeStates;
import io.casewire.episodes.MemberChange;
import io.casewire.identity.Device;
import io.casewire.identity.DeviceRegistry;
import io.casewire.ingest.Format;
import io.casewire.mapping.MappingStage;
import io.casewire.model.Brake;
import io.casewire.model.ReadingId;
import io.casewire.quality.CleanReading;
import io.casewire.rules.ConditionRule;
import io.casewire.signals.ObservedReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is told under the parent of a device: what a device hands over, and what its parent makes of that. */
final class Parents {
    /** What could not be told of devices below one is tried again then. */
    private static final Duration BEFORE_AGAIN = Duration.ofMinutes(1);

    private final String content;
    private final Map<String, ConditionRule> rules;
    private final DeviceRegistry registry;
    private final BiFunction<CleanReading, Instant, @Nullable ConsentedReading> agreed;
    private final EpisodeStage episodes;
    private final MappingStage mapping;

    /** @param agreed a reading as people agreed to it; null where they did not, or the device is not known */
    Parents(
            Content content,
            DeviceRegistry registry,
            BiFunction<CleanReading, Instant, @Nullable ConsentedReading> agreed,
            EpisodeStage episodes,
            MappingStage mapping) {
        this.content = content.version();
        this.rules = content.rules().stream()
                .flatMap(group -> group.conditions().stream())
                .filter(ConditionRule::rollsUp)
                .collect(Collectors.toMap(ConditionRule::name, rule -> rule));
        this.registry = registry;
        this.agreed = agreed;
        this.episodes = episodes;
        this.mapping = mapping;
    }

    /**
     * Takes what a parent tells, and leaves what is told by the device itself. A parent tells of it only where both belong to
     * the same: nobody is to read in his Case of the devices of others.
     */
    Decisions take(Decisions decided, DeviceState state, Device device, Made made, Step step, Instant clock) {
        if (decided.all().isEmpty()) {
            return decided;
        }
        List<Decision> own = new ArrayList<>();
        for (Decision decision : decided.all()) {
            String parent = decision.rule().rollsUp() ? parent(device, clock) : null;
            EpisodeStates.Telling telling = state.episodes().tell(decision, parent, device.id());
            if (telling.left() != null) {
                step.members().add(telling.left());
            }
            if (telling.under().isEmpty()) {
                own.add(telling.decision());
            } else {
                made.add(telling.decision(), telling.under());
                // That it goes on is said as well: the parent may have been told to forget it meanwhile.
                step.members().add(MemberChange.of(telling.decision(), telling.under(), device.name()));
            }
        }
        return new Decisions(decided.observed(), own);
    }

    /** The parent that belongs to the same; null for none. */
    @Nullable
    String parent(Device device, Instant clock) {
        Device parent = device.parent() == null ? null : registry.find(device.parent(), clock, clock);
        return parent != null
                        && !parent.id().equals(device.id())
                        && parent.party().equals(device.party())
                ? parent.id()
                : null;
    }

    /** The clock reached a deadline of the parent. */
    void due(DeviceState parent, PartitionState partition, Instant deadline, Step step) {
        for (String condition : parent.rollUps().due(deadline.toEpochMilli())) {
            String id = parent.device() + "@" + deadline;
            tell(id, new ReadingId(id, 0, 0), condition, parent, partition, deadline, step);
        }
    }

    /**
     * Decides on the lines of a condition as they are now.
     *
     * @param id of the explanation
     * @param cause names the episode that begins with it
     */
    void tell(
            String id,
            ReadingId cause,
            String condition,
            DeviceState parent,
            PartitionState partition,
            Instant clock,
            Step step) {
        ConditionRule rule = rules.get(condition);
        if (rule == null) {
            parent.rollUps().forget(condition);
            return;
        }
        if (registry.find(parent.device(), clock, clock) == null
                || partition.brakes().stop(Brake.Kind.RULE, condition, clock.toEpochMilli())
                || partition.brakes().stop(Brake.Kind.DEVICE, parent.device(), clock.toEpochMilli())) {
            parent.rollUps().tryAgain(condition, clock.plus(BEFORE_AGAIN));
            return;
        }
        ConsentedReading consented = agreed.apply(nothing(cause, rule, parent, clock), clock);
        if (consented == null) {
            parent.rollUps().forget(condition);
            return;
        }
        parent.belongTo(consented.device().party().owner());
        Trace trace = new Trace(id, parent.device(), clock, content);
        trace.consented(consented);
        Decisions decided = episodes.together(new ObservedReading(consented, Map.of()), rule, parent.rollUps(), clock);
        Made made = new Made();
        made.add(decided, mapping.apply(decided, registry.orgProfile(clock), clock, parent.openCases()));
        made.finish(trace, step);
    }

    /** The parent said nothing; for a reading that holds nothing people are asked as for any other. */
    private static CleanReading nothing(ReadingId cause, ConditionRule rule, DeviceState parent, Instant clock) {
        return new CleanReading(
                cause,
                parent.device(),
                parent.source(),
                Format.ofNoReading(rule.domain(), rule.purpose()),
                clock,
                clock,
                false,
                false,
                Map.of());
    }
}
