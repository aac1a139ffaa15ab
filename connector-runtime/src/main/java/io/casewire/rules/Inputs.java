package io.casewire.rules;

import io.casewire.consent.ConsentedReading;
import io.casewire.signals.ObservedReading;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a rule's inputs come from: one place that knows, for evaluating and for explaining. */
final class Inputs {
    /** The one fact a rule matches, and the names of its parts. */
    static final String READING = "Reading";

    static final String SIGNALS = "signals";
    static final String LIMITS = "limits";
    static final String DEVICE = "device";

    private Inputs() {}

    /** One input, taken apart once and not once per reading. */
    record Input(String type, String field) {

        /** @param read a field as {@code Type.field} */
        static Input of(String read) {
            int dot = read.indexOf('.');
            return new Input(read.substring(0, dot), read.substring(dot + 1));
        }

        boolean isLimit() {
            return type.equals("Limits");
        }

        /** Null when it is missing or may not be seen for the purpose. */
        @Nullable
        Object value(String purpose, ObservedReading observed, Map<String, Double> limits) {
            ConsentedReading consented = observed.consented();
            return switch (type) {
                case READING ->
                    consented.masks(purpose, field)
                            ? null
                            : consented.reading().values().get(field);
                case "Signals" -> observed.signals().get(field);
                case "Limits" -> limits.get(field);
                default ->
                    field.equals("model")
                            ? consented.device().model()
                            : consented.device().name();
            };
        }
    }
}
