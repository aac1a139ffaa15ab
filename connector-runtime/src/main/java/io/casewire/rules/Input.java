package io.casewire.rules;

import io.casewire.consent.ConsentedReading;
import io.casewire.signals.ObservedReading;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where one input of a rule comes from, for explaining what it looked at; {@link GroupEvaluator} fills the fact it looks at from
 * the same places.
 *
 * @param type the fact it belongs to
 */
record Input(String type, String field) {
    /** The one fact a rule matches. */
    static final String READING = "Reading";

    /** What belongs to a reading. */
    static final String SIGNALS = "Signals";

    static final String LIMITS = "Limits";
    static final String DEVICE = "Device";

    /** @param read a field as {@code Type.field} */
    static Input of(String read) {
        int dot = read.indexOf('.');
        return new Input(read.substring(0, dot), read.substring(dot + 1));
    }

    /** What rules call the part of a reading that holds facts of this type. */
    static String part(String type) {
        return type.toLowerCase(Locale.ROOT);
    }

    /** What rules call it. */
    String inRules() {
        return type.equals(READING) ? field : part(type) + "." + field;
    }

    /** Null when it is missing or may not be seen for the purpose. */
    @Nullable
    Object value(String purpose, ObservedReading observed, Map<String, Double> limits) {
        ConsentedReading consented = observed.consented();
        return switch (type) {
            case READING -> consented.values(purpose).get(field);
            case SIGNALS -> observed.signals().get(field);
            case LIMITS -> limits.get(field);
            default -> consented.device().field(field);
        };
    }
}
