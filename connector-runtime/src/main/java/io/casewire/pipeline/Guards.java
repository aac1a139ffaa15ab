package io.casewire.pipeline;

import io.casewire.rules.ConditionRule;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Stops a rule that decides on far more readings than its author said. Counted is by blocks of the log, so nothing has to be
 * written down for a reading on which nothing is decided.
 */
final class Guards {
    /** Readings of a partition within which a share is told. */
    static final int BLOCK = 1_000;

    static final Duration PAUSE = Duration.ofMinutes(10);

    private final Map<String, Guard> byRule = new TreeMap<>();

    private static final class Guard {
        private long block;
        private int decided;
        private long stoppedUntil;
    }

    boolean stops(ConditionRule rule, Instant clock) {
        Guard guard = rule.maxShare() > 0 ? byRule.get(rule.name()) : null;
        return guard != null && clock.toEpochMilli() < guard.stoppedUntil;
    }

    /**
     * The rule decided on a reading.
     *
     * @param offset of the reading
     * @return until when the rule is stopped by that, or null
     */
    @Nullable
    Instant decided(ConditionRule rule, long offset, Instant clock) {
        Guard guard = byRule.computeIfAbsent(rule.name(), name -> new Guard());
        long block = offset / BLOCK;
        // A reading that waited for its device counts to the block in which it is decided on.
        if (block > guard.block) {
            guard.block = block;
            guard.decided = 0;
        }
        guard.decided++;
        if (guard.decided <= Math.round(rule.maxShare() * BLOCK)) {
            return null;
        }
        guard.decided = 0;
        Instant until = clock.plus(PAUSE);
        guard.stoppedUntil = until.toEpochMilli();
        return until;
    }

    /** Forgets rules that are gone. @return whether there were any */
    boolean retain(Set<String> rules) {
        return byRule.keySet().retainAll(rules);
    }

    /** Until when rules are stopped, by name; also those whose time is over. */
    Map<String, Instant> stopped() {
        Map<String, Instant> stopped = new TreeMap<>();
        byRule.forEach((name, guard) -> {
            if (guard.stoppedUntil > 0) {
                stopped.put(name, Instant.ofEpochMilli(guard.stoppedUntil));
            }
        });
        return stopped;
    }

    void write(DataOutput out) throws IOException {
        out.writeShort(byRule.size());
        for (Map.Entry<String, Guard> entry : byRule.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeLong(entry.getValue().block);
            out.writeInt(entry.getValue().decided);
            out.writeLong(entry.getValue().stoppedUntil);
        }
    }

    static Guards read(DataInput in) throws IOException {
        Guards guards = new Guards();
        int size = in.readShort();
        for (int i = 0; i < size; i++) {
            Guard guard = new Guard();
            guards.byRule.put(in.readUTF(), guard);
            guard.block = in.readLong();
            guard.decided = in.readInt();
            guard.stoppedUntil = in.readLong();
        }
        return guards;
    }
}
