package io.casewire.model;

/** What a rule says of a condition. Unknown (an input is missing or still warming) changes nothing. */
public enum Truth {
    TRUE,
    FALSE,
    UNKNOWN
}
