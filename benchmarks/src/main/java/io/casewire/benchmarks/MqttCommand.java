package io.casewire.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench mqtt}. */
@Command(
        name = "mqtt",
        mixinStandardHelpOptions = true,
        description = {
            "Readings per second from MQTT at QoS 1 into the readings topic, over the middle half of those that",
            "follow a warm-up, while the connector decides them. Baseline: a bare bridge from MQTT to Kafka in the route's",
            "place, before the same deciding; and the bare bridge into a topic nobody reads."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "2:wrong arguments", "3:a measurement could not be made"})
final class MqttCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /** Where the connector listens. */
    private static final String DEVICES = "devices";

    private static final String COPY = "bench-bridge";
    /** Makes a record a reading, as docs/reference/topics.md has it. */
    private static final List<String> ENVELOPE = List.of(
            "casewire-version=1",
            "casewire-format=machine-maintenance",
            "casewire-source=mqtt",
            "casewire-topic=bridged");

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(names = "--readings", defaultValue = "400000", description = "measured per run (default: ${DEFAULT-VALUE})")
    private int readings = 400_000;

    @Option(
            names = "--warm-up",
            defaultValue = "1500000",
            description = "sent before: on two cores the JVM optimises for two minutes (default: ${DEFAULT-VALUE})")
    private int warmUp = 1_500_000;

    @Option(names = "--devices", defaultValue = "1000", description = "machines (default: ${DEFAULT-VALUE})")
    private int devices = 1_000;

    @Option(names = "--rate", defaultValue = "50000", description = "readings/s offered (default: ${DEFAULT-VALUE})")
    private int rate = 50_000;

    private final List<Double> ingested = new ArrayList<>();
    private final List<Double> inPlace = new ArrayList<>();
    private final List<Double> alone = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        options.measure("mqtt", this::measure);
        return options.report(List.of(
                new Row(
                        "From MQTT QoS 1 into Kafka, journaled broker, all decided; baseline: a bare bridge, all decided",
                        "readings/s",
                        Spread.of(ingested),
                        Spread.of(inPlace),
                        ">= 8,000/s and >= 60 %"),
                new Row(
                        "The same; baseline: a bare bridge, nothing decided",
                        "readings/s",
                        Spread.of(ingested),
                        Spread.of(alone),
                        "")));
    }

    private void measure(int run, Path work) throws IOException, InterruptedException {
        Connector.prepare(work, options.home, 0);
        try (Connector connector = Connector.start(work);
                TopicCounts counts = new TopicCounts(connector.kafka())) {
            options.seed(connector, devices);
            BenchOptions.step("mqtt", "publishing " + (warmUp + readings) + " readings");
            ingested.add(rate(connector, counts, work, DEVICES, BenchOptions.READINGS, warmUp));
            connector.awaitCalm();
            BenchOptions.step("mqtt", "a bare bridge in the route's place");
            inPlace.add(bridge(connector, counts, work, "in-place", BenchOptions.READINGS, ENVELOPE));
            connector.awaitCalm();
            BenchOptions.step("mqtt", "the bare bridge alone");
            counts.createLike(COPY, BenchOptions.READINGS);
            alone.add(bridge(connector, counts, work, "alone", COPY, List.of()));
        }
        options.progress(
                "mqtt",
                run,
                "%,.0f readings/s, bridge in its place %,.0f, bridge alone %,.0f",
                ingested.get(ingested.size() - 1),
                inPlace.get(inPlace.size() - 1),
                alone.get(alone.size() - 1));
    }

    private double bridge(
            Connector connector, TopicCounts counts, Path work, String name, String topic, List<String> headers)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "bridge",
                "--mqtt=" + connector.mqtt(),
                "--filter=" + name + "/+/telemetry",
                "--kafka=" + connector.kafka(),
                "--to=" + topic));
        headers.forEach(header -> arguments.add("--header=" + header));
        try (Child bridge = Child.load("bridge-" + name, work, arguments)) {
            bridge.awaitOutput("ready", Duration.ofSeconds(30));
            // The brokers are warm by now, and the bridge is little code.
            return rate(connector, counts, work, name, topic, warmUp / 3);
        }
    }

    /** @param name first level of the MQTT topics */
    private double rate(Connector connector, TopicCounts counts, Path work, String name, String topic, int before)
            throws IOException, InterruptedException {
        long from = counts.end(topic) + before;
        // The machines' clocks run fast: a later load goes on where an earlier one ended, so nothing is late.
        int ahead = name.equals(DEVICES) ? 0 : (warmUp + readings) / devices;
        List<String> arguments = List.of(
                "mqtt",
                "--mqtt=" + connector.mqtt(),
                "--topic=" + name + "/%s/telemetry",
                "--readings=" + (before + readings),
                "--devices=" + devices,
                "--rate=" + rate,
                "--ahead=" + ahead);
        try (Child load = Child.load("load-" + name, work, arguments)) {
            List<MiddleRate.Sample> samples =
                    TopicCounts.sampleUntil(() -> counts.end(topic), from + readings, PATIENCE);
            load.awaitSuccess(PATIENCE);
            return MiddleRate.of(samples, from, from + readings);
        }
    }
}
