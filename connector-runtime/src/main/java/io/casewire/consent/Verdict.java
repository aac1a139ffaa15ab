package io.casewire.consent;

import java.util.Set;
import java.util.TreeSet;

/**
 * May this reading serve this purpose, and why.
 *
 * @param masked fields that may not be seen for this purpose; empty when denied
 */
public record Verdict(String purpose, boolean allowed, String reason, Set<String> masked) {

    static Verdict allow(String purpose, String reason) {
        return new Verdict(purpose, true, reason, Set.of());
    }

    static Verdict deny(String purpose, String reason) {
        return new Verdict(purpose, false, reason, Set.of());
    }

    /** The stricter of two: a denial beats everything, masks add up. */
    Verdict strictest(Verdict other) {
        if (!allowed) {
            return this;
        }
        if (!other.allowed) {
            return other;
        }
        if (other.masked.isEmpty() || masked.containsAll(other.masked)) {
            return this;
        }
        Set<String> both = new TreeSet<>(masked);
        both.addAll(other.masked);
        return new Verdict(purpose, true, other.reason, both);
    }
}
