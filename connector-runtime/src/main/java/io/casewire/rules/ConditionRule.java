package io.casewire.rules;

import io.casewire.model.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One condition and the rule that states it, with what the rule's annotations say.
 *
 * @param name the condition, as {@code domain/sentence}
 * @param place file and line, for people
 * @param reads the fields it looks at, as {@code Reading.torque}
 * @param clearedBy rules any of which states that it no longer holds, for hysteresis; none when "not holding" is enough
 * @param raisedBy rules that state when it is worse than its own severity says
 * @param hold how long it has to hold before an episode opens
 * @param reopen how long after clearing the same episode opens again instead of a new one
 * @param update how often a running episode reports new values
 * @param acceptsLate whether readings older than the device's latest may change it
 * @param tellsBacklog whether an episode that began and ended within a backlog is told as any other
 * @param massShare the share of a source's devices from which on it is one thing that happened and not many; 0 for never
 * @param massWindow how long episodes of single devices wait for others to meet it; zero where none do
 * @param rollUpWindow how long what is told under the device's parent waits for others there; null where each device is told by
 *     itself
 * @param maxShare the largest share of readings that it may decide on; 0 for all of them
 */
public record ConditionRule(
        String name,
        String domain,
        String purpose,
        Severity severity,
        String place,
        Set<String> reads,
        List<Clear> clearedBy,
        List<Raise> raisedBy,
        Duration hold,
        Duration reopen,
        Duration update,
        boolean acceptsLate,
        boolean tellsBacklog,
        double massShare,
        Duration massWindow,
        @Nullable Duration rollUpWindow,
        double maxShare) {

    /** File and line: explanations name no column, and one is compared with what was written down years ago. */
    public String line() {
        return place.replaceFirst("(:\\d+):\\d+$", "$1");
    }

    /**
     * A rule that says that it no longer holds.
     *
     * @param name of that rule
     * @param reads the fields it looks at
     */
    public record Clear(String name, Set<String> reads) {}

    /**
     * A rule that says how bad it is while it holds.
     *
     * @param name of that rule
     * @param reads the fields it looks at
     */
    public record Raise(String name, Severity severity, Set<String> reads) {}

    /** The fields that it looks at, or a rule that raises it. */
    public Set<String> readsWithRaises() {
        if (raisedBy.isEmpty()) {
            return reads;
        }
        Set<String> all = new TreeSet<>(reads);
        raisedBy.forEach(raise -> all.addAll(raise.reads()));
        return all;
    }

    /** Whether it is told under the device's parent, where the device has one. */
    public boolean rollsUp() {
        return rollUpWindow != null;
    }

    /** As it holds for a parent: others have met it already, and only have to be gathered. */
    public ConditionRule together() {
        return new ConditionRule(
                name,
                domain,
                purpose,
                severity,
                place,
                Set.of(),
                List.of(),
                List.of(),
                rollUpWindow == null ? Duration.ZERO : rollUpWindow,
                reopen,
                update,
                true,
                true,
                0,
                Duration.ZERO,
                null,
                0);
    }

    /** Whether many devices that meet it at once are one thing. */
    public boolean mayBeMass() {
        return massShare > 0;
    }
}
