package io.casewire.localorg.limits;

import io.casewire.localorg.setup.Setup;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Requests under way. Salesforce limits how many long ones run at once; short ones are not limited. */
public final class LongRequests {
    private final Setup setup;
    private final Clock clock;
    private final AtomicLong lastNumber = new AtomicLong();
    private final Map<Long, Long> startedAt = new ConcurrentHashMap<>();

    public LongRequests(Setup setup, Clock clock) {
        this.setup = setup;
        this.clock = clock;
    }

    /** A number to {@link #end} with, or -1 when too many long requests are under way. */
    public long begin() {
        long now = clock.millis();
        long longSince = now - setup.settings().longRequestSeconds() * 1_000L;
        long running = startedAt.values().stream()
                .filter(started -> started < longSince)
                .count();
        if (running >= setup.settings().concurrentLongRequests()) {
            return -1;
        }
        long number = lastNumber.incrementAndGet();
        startedAt.put(number, now);
        return number;
    }

    public void end(long number) {
        startedAt.remove(number);
    }
}
