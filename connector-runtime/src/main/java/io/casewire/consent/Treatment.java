package io.casewire.consent;

import io.casewire.model.Durations;
import java.time.Duration;

/**
 * What is done to the fields of a data class before a purpose sees them.
 *
 * @param grain of what is coarsened: a number that numbers are rounded to a multiple of, or a duration that times are cut
 *     to, as {@code 0.1} or {@code 1h}; empty otherwise
 */
public record Treatment(Kind kind, String grain) {
    /** Not seen at all. */
    public static final Treatment MASK = new Treatment(Kind.MASK, "");

    /** Seen as a word that stands for it. */
    public static final Treatment PSEUDONYMISE = new Treatment(Kind.PSEUDONYMISE, "");

    /** From the mildest to the strictest. */
    public enum Kind {
        COARSEN,
        PSEUDONYMISE,
        MASK
    }

    /** @throws IllegalArgumentException when the grain is neither a positive number nor a duration */
    public static Treatment coarsen(String grain) {
        Treatment treatment = new Treatment(Kind.COARSEN, grain);
        if (!(treatment.size() > 0)) {
            throw new IllegalArgumentException("'" + grain + "' is neither a number nor a duration such as 1h");
        }
        return treatment;
    }

    boolean isOfTime() {
        return !grain.isEmpty() && Character.isLetter(grain.charAt(grain.length() - 1));
    }

    /** The step numbers are rounded to. */
    double step() {
        return Double.parseDouble(grain);
    }

    /** What times are cut to. */
    Duration span() {
        return Durations.parse(grain);
    }

    private double size() {
        return isOfTime() ? span().toMillis() : step();
    }

    /** The stricter of two. */
    Treatment strictest(Treatment other) {
        if (kind != other.kind) {
            return kind.compareTo(other.kind) > 0 ? this : other;
        }
        if (kind != Kind.COARSEN || equals(other)) {
            return this;
        }
        // A place cannot be cut to hours, so nothing that satisfies both is left.
        if (isOfTime() != other.isOfTime()) {
            return MASK;
        }
        return size() >= other.size() ? this : other;
    }

    /** {@code mask}, {@code pseudonymise} or {@code coarsen 0.1}. */
    @Override
    public String toString() {
        return switch (kind) {
            case MASK -> "mask";
            case PSEUDONYMISE -> "pseudonymise";
            case COARSEN -> "coarsen " + grain;
        };
    }

    /** @see #toString() */
    static Treatment parse(String text) {
        return switch (text) {
            case "mask" -> MASK;
            case "pseudonymise" -> PSEUDONYMISE;
            default -> coarsen(text.substring(text.indexOf(' ') + 1));
        };
    }
}
