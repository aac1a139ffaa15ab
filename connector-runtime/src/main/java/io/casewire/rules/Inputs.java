package io.casewire.rules;

import io.casewire.consent.ConsentedReading;
import io.casewire.signals.ObservedReading;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a rule's inputs come from: one place that knows, for evaluating and for explaining. */
final class Inputs {
    static final String READING = "Reading";
    static final String SIGNALS = "Signals";
    static final String LIMITS = "Limits";
    static final String DEVICE = "Device";

    private Inputs() {}

    /** @param read a field as {@code Type.field}; null when it is missing or may not be seen for the purpose */
    static @Nullable Object value(String read, String purpose, ObservedReading observed, Map<String, Double> limits) {
        int dot = read.indexOf('.');
        String field = read.substring(dot + 1);
        ConsentedReading consented = observed.consented();
        return switch (read.substring(0, dot)) {
            case READING ->
                consented.masks(purpose, field)
                        ? null
                        : consented.reading().values().get(field);
            case SIGNALS -> observed.signals().get(field);
            case LIMITS -> limits.get(field);
            default ->
                field.equals("model")
                        ? consented.device().model()
                        : consented.device().name();
        };
    }
}
