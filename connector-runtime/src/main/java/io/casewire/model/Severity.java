package io.casewire.model;

import java.util.Locale;

/** How bad a condition is; the order of the constants is the order of urgency, most urgent last. */
public enum Severity {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether somebody should see it soon. */
    public boolean isSevere() {
        return this == HIGH || this == CRITICAL;
    }

    /** @throws IllegalArgumentException naming the accepted words */
    public static Severity of(String label) {
        for (Severity severity : values()) {
            if (severity.label().equals(label)) {
                return severity;
            }
        }
        throw new IllegalArgumentException(
                "unknown severity '" + label + "', expected one of low, medium, high, critical");
    }
}
