package io.casewire.rules;

import io.casewire.drl.Reporter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a rule may say: its condition holds, or is cleared; {@code conditions} in a rule file. */
public final class ConditionReporter implements Reporter {
    private final Set<String> reported = new HashSet<>();
    private String rule = "";

    void start() {
        reported.clear();
    }

    boolean reported(String name) {
        return reported.contains(name);
    }

    boolean isSilent() {
        return reported.isEmpty();
    }

    @Override
    public void about(String name, List<Object> facts) {
        rule = name;
    }

    /** The facts are named for whoever reads the rule; what it looked at is known from its patterns. */
    public void holds(Object... facts) {
        reported.add(rule);
    }

    /** Said by the companion rule of a condition with hysteresis. */
    public void clears(Object... facts) {
        reported.add(rule);
    }
}
