package io.casewire.delivery;

import io.casewire.mapping.Target;
import java.util.HashMap;
import java.util.Map;

/**
 * How many rows go together. Runs of a flow share the limits of one transaction (Salesforce: governor limits): where a
 * flow breaks them, fewer of it run together from then on.
 *
 * <p>Kept in memory only: after a restart the org says the same again.
 */
final class Batches {
    /** Runs of a flow in its first call. */
    static final int RUNS = 20;

    private final Map<String, Integer> mostRuns = new HashMap<>();

    int most(Target target) {
        return target.kind() == Target.Kind.FLOW ? mostRuns.getOrDefault(target.name(), RUNS) : Call.MAX_ROWS;
    }

    /** @return false when one run alone breaks the limits: then it is the run's fault */
    boolean halve(Target target, int rows) {
        if (rows > 1) {
            mostRuns.merge(target.name(), Math.max(1, rows / 2), Math::min);
        }
        return rows > 1;
    }
}
