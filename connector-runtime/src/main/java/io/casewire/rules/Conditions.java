package io.casewire.rules;

import io.casewire.consent.ConsentedReading;
import io.casewire.signals.ObservedReading;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What all rules say about one reading.
 *
 * @param limits the thresholds in force for this device, by name
 */
public record Conditions(ObservedReading observed, Map<String, Double> limits, List<Condition> all) {

    /** The values one rule and those that raise it looked at, as {@code Reading.torque}; what is missing is absent. */
    public Map<String, Object> seenBy(ConditionRule rule) {
        Map<String, Object> seen = new TreeMap<>();
        for (String read : rule.readsWithRaises()) {
            Object value = Input.of(read).value(rule.purpose(), observed, limits);
            if (value != null) {
                seen.put(read, value);
            }
        }
        return seen;
    }

    public ConsentedReading consented() {
        return observed.consented();
    }

    @Override
    public String toString() {
        return "Conditions[" + observed.consented().reading().id() + "]";
    }
}
