package io.casewire.benchmarks.fleet;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Turns SIGTERM and SIGINT into a wish to stop: the run ends in order, and the process with the run's exit code. */
final class Stop {
    private static final CountDownLatch WANTED = new CountDownLatch(1);
    private static final CountDownLatch ENDED = new CountDownLatch(1);
    private static final AtomicInteger EXIT_CODE = new AtomicInteger();
    /** Longer than whoever waits for what is under way gives it. */
    private static final long PATIENCE_SECONDS = 300;

    private Stop() {}

    static void watchSignals() {
        Runtime.getRuntime().addShutdownHook(new Thread(Stop::onSignal, "stop"));
    }

    static boolean wanted() {
        return WANTED.getCount() == 0;
    }

    /** Sleeps until the time is over or a stop is wanted. @return whether it is wanted */
    static boolean wantedWithin(long nanos) throws InterruptedException {
        return nanos > 0 ? WANTED.await(nanos, TimeUnit.NANOSECONDS) : wanted();
    }

    /** @return false when no signal came, and the caller has to exit by itself */
    static boolean exitOnSignal(int exitCode) {
        EXIT_CODE.set(exitCode);
        boolean bySignal = wanted();
        ENDED.countDown();
        return bySignal;
    }

    private static void onSignal() {
        if (ENDED.getCount() == 0) {
            return;
        }
        WANTED.countDown();
        try {
            if (ENDED.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.out.flush();
                Runtime.getRuntime().halt(EXIT_CODE.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
