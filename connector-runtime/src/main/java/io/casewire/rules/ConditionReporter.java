package io.casewire.rules;

import io.casewire.drl.Reporter;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a rule may say: its condition holds, or is cleared; {@code conditions} in a rule file. */
public final class ConditionReporter implements Reporter {
    /** Rules report seldom, and are asked of at every reading. */
    private final Map<String, Integer> places = new HashMap<>();

    private final BitSet reported = new BitSet();
    private String rule = "";

    /** Where a rule stands among those that report. */
    int place(String name) {
        Integer known = places.putIfAbsent(name, places.size());
        return known == null ? places.size() - 1 : known;
    }

    void start() {
        reported.clear();
    }

    /** @param place of the rule */
    boolean reported(int place) {
        return reported.get(place);
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
        reported.set(place(rule));
    }

    /** Said by the companion rule of a condition with hysteresis. */
    public void clears(Object... facts) {
        reported.set(place(rule));
    }
}
