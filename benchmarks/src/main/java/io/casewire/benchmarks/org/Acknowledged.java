package io.casewire.benchmarks.org;

import io.casewire.benchmarks.MiddleRate;
import java.util.ArrayList;
import java.util.List;

/** How much the org acknowledged, and when. Thread-safe. */
final class Acknowledged {
    private final List<MiddleRate.Sample> samples = new ArrayList<>();
    private long total;

    /** From now on it counts. */
    Acknowledged() {
        samples.add(new MiddleRate.Sample(System.nanoTime(), 0));
    }

    synchronized void add(long more) {
        total += more;
        samples.add(new MiddleRate.Sample(System.nanoTime(), total));
    }

    synchronized long total() {
        return total;
    }

    /** The rate of the middle half, so that neither start nor tail counts. */
    synchronized double perSecond() {
        return MiddleRate.of(samples, 0, total);
    }

    /** What a load says in the end. */
    String toJson() {
        return "{\"acknowledged\":" + total() + ",\"perSecond\":" + Math.round(perSecond()) + "}";
    }
}
