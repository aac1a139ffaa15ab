package io.casewire.localorg.soql;

/** A value as a query writes it. */
record Literal(Kind kind, String text) {
    enum Kind {
        NULL,
        BOOLEAN,
        NUMBER,
        TEXT,
        DATE,
        DATETIME,
        /** A named range of days such as {@code TODAY} or {@code LAST_N_DAYS:3}. */
        DAYS
    }
}
