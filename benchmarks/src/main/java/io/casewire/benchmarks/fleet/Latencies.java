package io.casewire.benchmarks.fleet;

import java.util.Collection;

/**
 * Percentiles by nearest rank, in milliseconds; zeros when nothing was measured.
 *
 * @param samples how many were measured
 */
record Latencies(int samples, long p50, long p95, long p99, long max) {

    static Latencies of(Collection<Long> milliseconds) {
        long[] sorted =
                milliseconds.stream().mapToLong(Long::longValue).sorted().toArray();
        return new Latencies(sorted.length, rank(sorted, 50), rank(sorted, 95), rank(sorted, 99), rank(sorted, 100));
    }

    private static long rank(long[] sorted, int percent) {
        return sorted.length == 0 ? 0 : sorted[(int) (((long) sorted.length * percent + 99) / 100) - 1];
    }
}
