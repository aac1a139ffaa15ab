package io.casewire.delivery;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What the org said of one allowance over time, thinned out.
 *
 * @param points oldest first; the newest is always there
 */
@JsonPropertyOrder(alphabetic = true)
public record Heard(String name, List<Allowance> points) {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    static Heard first(Allowance allowance) {
        return new Heard(allowance.name(), List.of(allowance));
    }

    /** What is used up within a day shows its pace within the hour; storage fills over weeks. */
    Heard plus(Allowance said) {
        boolean slow = name.equals(Allowance.STORAGE);
        long apart = slow ? 6 * HOUR : MINUTE;
        long keep = slow ? 30 * 24 * HOUR : HOUR;
        List<Allowance> kept = new ArrayList<>(points);
        // A pace over a standstill is no pace.
        kept.removeIf(point -> point.at() < said.at() - 2 * keep);
        // The newest replaces its predecessor unless that is far enough from the one before.
        if (kept.size() > 1 && last().at() - kept.get(kept.size() - 2).at() < apart) {
            kept.remove(kept.size() - 1);
        }
        kept.add(said);
        while (kept.size() > 2 && kept.get(1).at() <= said.at() - keep) {
            kept.remove(0);
        }
        return new Heard(name, kept);
    }

    Allowance oldest() {
        return points.get(0);
    }

    Allowance last() {
        return points.get(points.size() - 1);
    }
}
