package io.casewire.benchmarks.org;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Numbered calls, so many under way at the same time. */
final class InFlight {
    /** One call. */
    @FunctionalInterface
    interface NumberedCall {
        void make(int number) throws Exception;
    }

    private InFlight() {}

    /** Makes the calls 0 to {@code calls - 1}. @throws Exception what the first failed one threw */
    static void run(int width, int calls, NumberedCall call) throws Exception {
        AtomicInteger next = new AtomicInteger();
        ExecutorService executor = Executors.newFixedThreadPool(width);
        try {
            List<Future<?>> lanes = new ArrayList<>();
            for (int lane = 0; lane < width; lane++) {
                lanes.add(executor.submit(() -> {
                    for (int number = next.getAndIncrement(); number < calls; number = next.getAndIncrement()) {
                        call.make(number);
                    }
                    return calls;
                }));
            }
            for (Future<?> lane : lanes) {
                lane.get();
            }
        } catch (ExecutionException e) {
            next.set(calls); // the other lanes end with the call they are at
            throw e.getCause() instanceof Exception failure ? failure : e;
        } finally {
            executor.shutdown();
        }
    }
}
