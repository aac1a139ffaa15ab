package io.casewire.model;

import java.util.Locale;

/** The one order in which a reading travels; metrics, explanations, the command line and the docs all use it. */
public enum Stage {
    INGEST,
    QUALITY,
    IDENTITY,
    CONSENT,
    SIGNALS,
    RULES,
    EPISODES,
    MAPPING,
    DELIVERY;

    /** The name as people and metrics see it, in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
