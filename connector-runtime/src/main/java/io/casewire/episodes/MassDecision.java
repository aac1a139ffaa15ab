package io.casewire.episodes;

import io.casewire.rules.ConditionRule;
import java.time.Instant;

/**
 * That many devices of a source met a condition at the same time, or no longer do.
 *
 * @param key the same in every partition for what began within the same minutes
 * @param waiting devices of the partition that meet it
 * @param of devices of the partition that were heard through the source
 * @param since when enough of them met it
 * @param at the partition's clock
 */
public record MassDecision(
        String key,
        String source,
        ConditionRule rule,
        Transition transition,
        int waiting,
        int of,
        Instant since,
        Instant at) {

    /** Unique within a partition. */
    public String id() {
        return key + "@" + at.toEpochMilli();
    }

    public boolean isOpen() {
        return transition != Transition.CLEARED;
    }

    @Override
    public String toString() {
        return "MassDecision[" + transition + " " + rule.name() + "]";
    }
}
