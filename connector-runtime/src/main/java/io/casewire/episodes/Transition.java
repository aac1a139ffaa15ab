package io.casewire.episodes;

import java.util.Locale;

/** What happened to an episode. */
public enum Transition {
    OPENED,
    UPDATED,
    CLEARED,
    REOPENED;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
