package io.casewire.benchmarks.load;

import java.util.concurrent.CountDownLatch;

/** Keeps a baseline running until it is told to end. */
final class UntilStopped {
    private UntilStopped() {}

    /** Says {@code ready} on standard output, waits for SIGTERM, then closes. */
    static void run(Runnable close) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(close, "close"));
        System.out.println("ready");
        never.await();
    }
}
