package io.casewire.delivery;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What delivery spent in a few minutes.
 *
 * @param from when they began, epoch milliseconds; a multiple of {@link #MILLIS}
 * @param calls API calls by mapping; a call with rows of several counts for each with its part
 * @param created records that were made
 */
@JsonPropertyOrder(alphabetic = true)
public record Spent(long from, SortedMap<String, Double> calls, long created) {
    /** How many minutes that are. */
    static final long MILLIS = 5 * 60_000L;

    static Spent nothing(long now) {
        return new Spent(Math.floorDiv(now, MILLIS) * MILLIS, new TreeMap<>(), 0);
    }

    Spent plusCalls(String mapping, double number) {
        SortedMap<String, Double> more = new TreeMap<>(calls);
        more.merge(mapping, number, Double::sum);
        return new Spent(from, more, created);
    }

    Spent plusCreated() {
        return new Spent(from, calls, created + 1);
    }

    double total() {
        double total = 0;
        for (double number : calls.values()) {
            total += number;
        }
        return total;
    }

    boolean isFor(long now) {
        return now < from + MILLIS;
    }
}
