package io.casewire.names;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The name that was probably meant. */
public final class Nearest {
    /** Letters apart; beyond that it is another name. */
    private static final int FAR = 4;

    private Nearest() {}

    /** @return as in {@code  Did you mean torque?}, with a space before; empty where no name is near */
    public static String to(String name, Collection<String> names) {
        LevenshteinDistance distance = new LevenshteinDistance();
        int far = Math.min(FAR, Math.max(1, name.length() / 2));
        return names.stream()
                .min(Comparator.<String>comparingInt(it -> apart(distance, name, it))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(it -> apart(distance, name, it) <= far)
                .map(it -> " Did you mean " + it + "?")
                .orElse("");
    }

    private static int apart(LevenshteinDistance distance, String one, String other) {
        return distance.apply(one.toLowerCase(Locale.ROOT), other.toLowerCase(Locale.ROOT));
    }
}
