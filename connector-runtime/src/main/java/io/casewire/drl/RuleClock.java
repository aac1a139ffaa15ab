package io.casewire.drl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Charges the time of an evaluation to rules: what passes from one rule's first constraint to the next one's is the first
 * rule's, and of the firing what passes until it has reported.
 *
 * <p>Of one evaluation in {@value #EVERY}, because asking the time for every rule costs as much as the rules do.
 */
final class RuleClock {
    /** No multiple of anything that comes in turns, such as devices. */
    static final int EVERY = 257;

    private static final int NO_RULE = -1;

    private final List<String> names;
    private final RuleTimes times;
    private final Map<String, Integer> places = new HashMap<>();
    private final long[] nanos;
    private int evaluations;
    private int rule = NO_RULE;
    private long since;

    /** @param rules in the order they are numbered */
    RuleClock(List<RuleDescription> rules, RuleTimes times) {
        this.times = times;
        this.names = new ArrayList<>();
        for (RuleDescription description : rules) {
            places.put(description.name(), names.size());
            names.add(description.name());
        }
        this.nanos = new long[names.size()];
    }

    /** Whether the next evaluation is one to measure. */
    boolean isNext() {
        evaluations++;
        return evaluations % EVERY == 0;
    }

    /** A rule begins to look at the facts. */
    void begins(int number) {
        charge();
        rule = number;
    }

    /** All of them looked, and those that were met begin to fire. */
    void looked() {
        charge();
        rule = NO_RULE;
    }

    /** The rule reported. */
    void fired(String name) {
        rule = places.getOrDefault(name, NO_RULE);
        charge();
    }

    void start() {
        Arrays.fill(nanos, 0);
        rule = NO_RULE;
        since = System.nanoTime();
    }

    /** Tells of this evaluation. */
    void stop() {
        for (int i = 0; i < nanos.length; i++) {
            times.took(names.get(i), nanos[i]);
        }
    }

    private void charge() {
        long now = System.nanoTime();
        if (rule != NO_RULE) {
            nanos[rule] += now - since;
        }
        since = now;
    }
}
