package io.casewire.benchmarks.load;

import io.casewire.benchmarks.fleet.MqttPublisher;
import io.casewire.benchmarks.machine.Devices;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code load mqtt}: publishes readings at QoS 1. */
@Command(
        name = "mqtt",
        mixinStandardHelpOptions = true,
        description = "Publishes readings at QoS 1 on a fixed schedule; behind it, as fast as the broker acknowledges.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every reading was acknowledged", "1:some were not", "2:wrong arguments", "3:failed"})
final class MqttLoad implements Callable<Integer> {
    private static final int MILLION = 1_000_000;

    @Option(names = "--mqtt", required = true, description = "tcp://HOST:PORT of the broker")
    private URI mqtt = URI.create("tcp://localhost");

    @Option(names = "--topic", required = true, description = "topic with %%s for the device, devices/%%s/telemetry")
    private String topic = "";

    @Option(names = "--readings", required = true, description = "how many")
    private int readings;

    @Option(names = "--devices", required = true, description = "of how many machines")
    private int devices;

    @Option(names = "--rate", required = true, description = "readings per second offered")
    private int rate;

    @Option(names = "--ahead", defaultValue = "0", description = "seconds the machines' clocks begin ahead")
    private int ahead;

    @Option(names = "--connections", defaultValue = "4", description = "MQTT connections (default: ${DEFAULT-VALUE})")
    private int connections = 4;

    @Option(names = "--in-flight", defaultValue = "250", description = "per connection (default: ${DEFAULT-VALUE})")
    private int inFlight = 250;

    @Override
    public Integer call() throws InterruptedException {
        AtomicInteger acked = new AtomicInteger();
        String run = Long.toString(System.nanoTime(), 36);
        List<MqttPublisher> publishers = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            MqttPublisher publisher =
                    new MqttPublisher(mqtt, "load-" + run + "-" + i, inFlight, seq -> acked.incrementAndGet());
            publisher.connect(Duration.ofSeconds(10));
            publishers.add(publisher);
        }
        Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS).plusSeconds(ahead);
        publish(publishers, new Readings(run, devices, 0, start::plusSeconds));
        for (MqttPublisher publisher : publishers) {
            publisher.awaitAcks(Duration.ofSeconds(60));
            publisher.close();
        }
        System.out.println("{\"published\":" + readings + ",\"acked\":" + acked.get() + "}");
        return acked.get() == readings ? 0 : 1;
    }

    private void publish(List<MqttPublisher> publishers, Readings made) throws InterruptedException {
        long start = System.nanoTime();
        for (int seq = 0; seq < readings; seq++) {
            long due = start + (long) seq * 1000 * MILLION / rate;
            for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                LockSupport.parkNanos(early);
            }
            int device = made.device(seq);
            // One machine keeps to one connection, because only there its order holds.
            publishers
                    .get(device % connections)
                    .publish(seq, topic.replace("%s", Devices.id(device)), made.payload(seq));
        }
    }
}
