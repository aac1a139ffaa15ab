package io.casewire.delivery;

import io.casewire.mapping.Target;
import java.util.HashMap;
import java.util.Map;

/**
 * How many rows go together. Runs of a flow share the limits of one transaction (Salesforce: governor limits): where a
 * flow breaks them, half as many run together, and twice as many again when that went well for a while.
 *
 * <p>Kept in memory only: after a restart the org says the same again.
 */
final class Batches {
    /** Runs of a flow in its first call. */
    static final int RUNS = 20;

    /** Runs that go well before more of them are tried together. */
    private static final int WELL = 200;

    private final Map<String, Runs> runs = new HashMap<>();

    private static final class Runs {
        private int most = RUNS;
        private int well;
    }

    int most(Target target) {
        Runs known = target.kind() == Target.Kind.FLOW ? runs.get(target.name()) : null;
        return target.kind() == Target.Kind.FLOW ? (known == null ? RUNS : known.most) : Call.MAX_ROWS;
    }

    /** @return false when one run alone breaks the limits: then it is the run's fault */
    boolean halve(Target target, int rows) {
        if (rows > 1) {
            Runs known = runs.computeIfAbsent(target.name(), name -> new Runs());
            known.most = Math.min(known.most, Math.max(1, rows / 2));
            known.well = 0;
        }
        return rows > 1;
    }

    /** A row came to its end. */
    void passed(Target target) {
        Runs known = target.kind() == Target.Kind.FLOW ? runs.get(target.name()) : null;
        if (known != null && ++known.well >= WELL) {
            known.most = Math.min(RUNS, known.most * 2);
            known.well = 0;
        }
    }
}
