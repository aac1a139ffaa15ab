package io.casewire.episodes;

import io.casewire.model.ReadingId;
import java.time.Instant;

/** The name of an episode in the org: device, condition, and the reading that opened it, set apart by bars. */
public final class EpisodeKey {
    private static final String MASS = "mass of ";

    private EpisodeKey() {}

    /** Whether a key is about many devices. A device may be called so; the third part of its key is no time. */
    public static boolean isOfMass(String key) {
        return key.startsWith(MASS) && key.endsWith("Z");
    }

    /** A bar in a device's id is written as in an address. */
    static String of(String device, String condition, ReadingId opener) {
        return escape(device) + "|" + condition + "|" + opener;
    }

    /** The name of what befell many devices of a source at once. */
    static String ofMass(String source, String condition, Instant from) {
        return MASS + escape(source) + "|" + condition + "|" + from;
    }

    private static String escape(String name) {
        return name.replace("%", "%25").replace("|", "%7C");
    }

    /** The device that a key is about. */
    public static String device(String key) {
        int end = key.indexOf('|');
        return key.substring(0, end < 0 ? key.length() : end)
                .replace("%7C", "|")
                .replace("%25", "%");
    }
}
