package io.casewire.benchmarks.generator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How well faults were found.
 *
 * @param found faults with a Case of their own
 * @param missed faults without
 * @param mistaken Cases without a fault, and those after the first one about a fault
 */
public record Score(int found, int missed, int mistaken) {
    /** Of the standard normal distribution: 95 % lie within. */
    private static final double Z = 1.959964;

    public static final Score NONE = new Score(0, 0, 0);

    /**
     * A share with its interval (Wilson, 95 %), all from 0 to 1.
     */
    public record Share(double value, double from, double to) {
        static Share of(int part, int all) {
            if (all == 0) {
                return new Share(1, 0, 1);
            }
            double share = (double) part / all;
            double middle = (share + Z * Z / (2 * all)) / (1 + Z * Z / all);
            double half = Z * Math.sqrt(share * (1 - share) / all + Z * Z / (4.0 * all * all)) / (1 + Z * Z / all);
            return new Share(share, Math.max(0, middle - half), Math.min(1, middle + half));
        }
    }

    /** @param cases of all conditions; each counts for one fault at most */
    public static Score of(List<Injected> faults, List<Opened> cases, Duration grace) {
        return of(faults, faults, cases, grace);
    }

    /**
     * Of some faults among all.
     *
     * @param cases that may be about them; those that another fault may open are no mistake
     */
    public static Score of(List<Injected> faults, List<Injected> all, List<Opened> cases, Duration grace) {
        List<Opened> left = new ArrayList<>(cases);
        left.sort(Comparator.comparing(Opened::at));
        int found = 0;
        for (Injected fault : faults) {
            for (Opened opened : left) {
                if (isAbout(opened, fault, grace) && opened.condition().equals(fault.condition())) {
                    left.remove(opened);
                    found++;
                    break;
                }
            }
        }
        left.removeIf(opened -> all.stream()
                .anyMatch(fault -> fault.mayOpen().contains(opened.condition()) && isAbout(opened, fault, grace)));
        return new Score(found, faults.size() - found, left.size());
    }

    private static boolean isAbout(Opened opened, Injected fault, Duration grace) {
        return opened.device().equals(fault.device()) && fault.isAround(opened.at(), grace);
    }

    public Score plus(Score other) {
        return new Score(found + other.found, missed + other.missed, mistaken + other.mistaken);
    }

    public Share precision() {
        return Share.of(found, found + mistaken);
    }

    public Share recall() {
        return Share.of(found, found + missed);
    }

    /** The harmonic mean of precision and recall. */
    public double f1() {
        return found == 0 ? 0 : 2.0 * found / (2.0 * found + mistaken + missed);
    }
}
