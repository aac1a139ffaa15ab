package io.casewire.delivery;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells a row that is wrong from an org that refuses everybody: the same refusal on two rows of a mapping blocks it, a
 * row that passes opens it.
 *
 * <p>Kept in memory only: after a restart two refusals say the same again.
 */
final class Blocks {
    private final Map<String, Block> blocks = new TreeMap<>();
    private final Map<String, Map<String, Suspect>> suspects = new HashMap<>();

    /** A mapping that waits. */
    static final class Block {
        final String code;
        final long since;
        long probeAt;
        boolean probing;

        Block(String code, long since, long probeAt) {
            this.code = code;
            this.since = since;
            this.probeAt = probeAt;
        }
    }

    private static final class Suspect {
        int refusals;
        boolean othersPassed;
    }

    @Nullable
    Block of(String mapping) {
        return blocks.get(mapping);
    }

    Map<String, Block> all() {
        return blocks;
    }

    /** @return true when the row, and not the org, is to blame: others passed while it was refused again */
    boolean refused(String mapping, String write, String code, long now, long probeMillis) {
        Map<String, Suspect> ofMapping = suspects.computeIfAbsent(mapping, it -> new HashMap<>());
        Suspect suspect = ofMapping.computeIfAbsent(write, it -> new Suspect());
        suspect.refusals++;
        if (suspect.othersPassed && suspect.refusals >= 3) {
            ofMapping.remove(write);
            return true;
        }
        if (!blocks.containsKey(mapping) && openSuspects(ofMapping) >= 2) {
            blocks.put(mapping, new Block(code, now, now + probeMillis));
        }
        return false;
    }

    private static int openSuspects(Map<String, Suspect> ofMapping) {
        Set<String> open = new HashSet<>();
        ofMapping.forEach((write, suspect) -> {
            if (!suspect.othersPassed) {
                open.add(write);
            }
        });
        return open.size();
    }

    /** A row came back, with whatever answer: unless it passed, another one is to be tried later. */
    void cameBack(String mapping, long now, long probeMillis) {
        Block block = blocks.get(mapping);
        if (block != null) {
            block.probing = false;
            block.probeAt = now + probeMillis;
        }
    }

    /** A row passed: @return true when that opened the mapping */
    boolean passed(String mapping, String write) {
        Map<String, Suspect> ofMapping = suspects.get(mapping);
        if (ofMapping != null) {
            ofMapping.remove(write);
            ofMapping.values().forEach(suspect -> suspect.othersPassed = true);
        }
        return blocks.remove(mapping) != null;
    }
}
