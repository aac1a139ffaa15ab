package io.casewire.episodes;

import java.util.Locale;

/** What happened to an episode. */
public enum Transition {
    OPENED,
    UPDATED,
    CLEARED,
    REOPENED,
    /** It is worse than it was told before. */
    RAISED,
    /** It is less bad than it was told before. */
    LOWERED;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
