package io.casewire.benchmarks;

import java.util.List;

/**
 * The rate of a count over the middle half of a run, so that neither start nor tail counts. Between two samples the count
 * is taken to grow evenly.
 */
public final class MiddleRate {
    private MiddleRate() {}

    /** The count at one time. */
    public record Sample(long nanos, long count) {}

    /**
     * @param from count at the run's start
     * @param to count at its end; the samples reach it
     * @return per second
     */
    public static double of(List<Sample> samples, long from, long to) {
        double quarter = (to - from) / 4.0;
        double begin = timeOf(samples, from + quarter);
        double end = timeOf(samples, to - quarter);
        if (end <= begin) {
            throw new IllegalArgumentException("too few samples to tell a rate: " + samples.size());
        }
        return 2 * quarter / (end - begin) * 1e9;
    }

    private static double timeOf(List<Sample> samples, double count) {
        for (int i = 1; i < samples.size(); i++) {
            Sample before = samples.get(i - 1);
            Sample after = samples.get(i);
            if (before.count() <= count && after.count() >= count && after.count() > before.count()) {
                double share = (count - before.count()) / (after.count() - before.count());
                return before.nanos() + share * (after.nanos() - before.nanos());
            }
        }
        throw new IllegalArgumentException("the samples do not reach " + Math.round(count));
    }
}
