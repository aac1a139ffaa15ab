package io.casewire.cli;

import java.util.concurrent.CountDownLatch;

/** Ctrl-C and SIGTERM close what runs. */
final class Stop {
    private Stop() {}

    /** @return opens when the process is asked to end */
    static CountDownLatch closeOnSignal(AutoCloseable running) {
        CountDownLatch asked = new CountDownLatch(1);
        Closer closer = new Closer();
        closer.add(running);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            asked.countDown();
                            closer.close();
                        },
                        "casewire-stop"));
        return asked;
    }
}
