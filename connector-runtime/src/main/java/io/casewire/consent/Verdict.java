package io.casewire.consent;

import io.casewire.model.DataClass;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * May a party's data be used for a purpose, and why.
 *
 * @param treatments what is done to the data before; none when denied
 * @param why of the treatments, by class
 */
public record Verdict(
        String purpose, boolean allowed, String reason, Treatments treatments, Map<DataClass, String> why) {

    static Verdict deny(String purpose, String reason) {
        return new Verdict(purpose, false, reason, Treatments.NONE, Map.of());
    }

    /** What is done to the data and why, by class, for people. */
    public Map<String, String> treatedInWords() {
        Map<String, String> words = new TreeMap<>();
        treatments
                .all()
                .forEach((dataClass, treatment) ->
                        words.put(dataClass.label(), treatment + ": " + why.getOrDefault(dataClass, "")));
        return words;
    }

    /** The stricter of two: a denial beats everything, treatments add up. */
    Verdict strictest(Verdict other) {
        if (!allowed) {
            return this;
        }
        if (!other.allowed) {
            return other;
        }
        Treatments both = treatments.and(other.treatments);
        if (both.equals(treatments)) {
            return this;
        }
        Map<DataClass, String> all = new EnumMap<>(DataClass.class);
        all.putAll(why);
        all.putAll(other.why);
        return new Verdict(purpose, true, reason, both, all);
    }
}
