package io.casewire.salesforce.pubsub;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** Waits that double up to a cap, each cut at random, so that many clients do not come back at the same moment. */
final class Backoff {
    private static final long FIRST_MILLIS = 500;
    private static final long LONGEST_MILLIS = 30_000;

    private final RandomGenerator random;
    private long most = FIRST_MILLIS;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    private Duration next() {
        long wait = most / 2 + random.nextLong(most / 2 + 1);
        most = Math.min(LONGEST_MILLIS, most * 2);
        return Duration.ofMillis(wait);
    }

    /** Waits on the lock until it is time to try again, or to give up. */
    void pause(Object lock, BooleanSupplier givenUp) throws InterruptedException {
        long until = System.nanoTime() + next().toNanos();
        synchronized (lock) {
            long left = until - System.nanoTime();
            while (left > 0 && !givenUp.getAsBoolean()) {
                TimeUnit.NANOSECONDS.timedWait(lock, left);
                left = until - System.nanoTime();
            }
        }
    }

    void reset() {
        most = FIRST_MILLIS;
    }
}
