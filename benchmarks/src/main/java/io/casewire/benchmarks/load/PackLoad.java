package io.casewire.benchmarks.load;

import io.casewire.benchmarks.fleet.MqttPublisher;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code load packs}. */
@Command(
        name = "packs",
        mixinStandardHelpOptions = true,
        description = {
            "Publishes what generators' devices say at QoS 1, on a fixed schedule: of each hundred turns those that --mix names,",
            "so that the others may be somebody else's."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every reading was acknowledged", "1:some were not", "2:wrong arguments", "3:failed"})
final class PackLoad implements Callable<Integer> {
    private static final long NANOS = 1_000_000_000L;

    @Option(names = "--mqtt", required = true, description = "tcp://HOST:PORT of the broker")
    private URI mqtt = URI.create("tcp://localhost");

    @Option(names = "--rate", required = true, description = "turns per second")
    private int rate;

    @Option(names = "--for", required = true, description = "seconds")
    private int seconds;

    @Mixin
    private PackMix mix = new PackMix();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<@Nullable PackReadings> turns = mix.turns();
        AtomicInteger acked = new AtomicInteger();
        int published = 0;
        try (MqttPublisher publisher = new MqttPublisher(
                mqtt, "packs-" + Long.toString(System.nanoTime(), 36), 1_000, seq -> acked.incrementAndGet())) {
            publisher.connect(Duration.ofSeconds(10));
            long start = System.nanoTime();
            for (long turn = 0; turn < (long) rate * seconds; turn++) {
                PackReadings pack = turns.get((int) (turn % turns.size()));
                if (pack == null) {
                    continue;
                }
                long due = start + turn * NANOS / rate;
                for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                    LockSupport.parkNanos(early);
                }
                PackReadings.Said said = pack.next();
                publisher.publish(published++, said.topic(), said.payload());
            }
            publisher.awaitAcks(Duration.ofSeconds(60));
        }
        System.out.println("{\"published\":" + published + ",\"acked\":" + acked.get() + "}");
        return acked.get() == published ? 0 : 1;
    }
}
