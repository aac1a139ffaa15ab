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
            "follow a warm-up, while the connector decides them. Baseline: a bare bridge from MQTT to Kafka on the same brokers."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "2:wrong arguments", "3:a measurement could not be made"})
final class MqttCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String COPY = "bench-bridge";

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
    private final List<Double> bridged = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        options.measure("mqtt", this::measure);
        return options.report(List.of(new Row(
                "From MQTT QoS 1 into Kafka, journaled broker",
                "readings/s",
                Spread.of(ingested),
                Spread.of(bridged),
                ">= 8,000/s and >= 60 %")));
    }

    private void measure(int run, Path work) throws IOException, InterruptedException {
        Connector.prepare(work, options.home, 0);
        try (Connector connector = Connector.start(work);
                TopicCounts counts = new TopicCounts(connector.kafka())) {
            options.seed(connector, devices);
            BenchOptions.step("mqtt", "publishing " + (warmUp + readings) + " readings");
            ingested.add(rate(connector, counts, work, "devices/%s/telemetry", BenchOptions.READINGS));
            connector.awaitCalm();
            BenchOptions.step("mqtt", "the same through the bare bridge");
            bridged.add(bridge(connector, counts, work));
        }
        options.progress(
                "mqtt",
                run,
                "%,.0f readings/s, bridge %,.0f",
                ingested.get(ingested.size() - 1),
                bridged.get(bridged.size() - 1));
    }

    private double bridge(Connector connector, TopicCounts counts, Path work) throws IOException, InterruptedException {
        counts.createLike(COPY, BenchOptions.READINGS);
        List<String> arguments = List.of(
                "bridge",
                "--mqtt=" + connector.mqtt(),
                "--filter=bench/+/telemetry",
                "--kafka=" + connector.kafka(),
                "--to=" + COPY);
        try (Child bridge = Child.load("bridge", work, arguments)) {
            bridge.awaitReady(Duration.ofSeconds(30));
            return rate(connector, counts, work, "bench/%s/telemetry", COPY);
        }
    }

    private double rate(Connector connector, TopicCounts counts, Path work, String mqttTopic, String topic)
            throws IOException, InterruptedException {
        long from = counts.end(topic) + warmUp;
        List<String> arguments = List.of(
                "mqtt",
                "--mqtt=" + connector.mqtt(),
                "--topic=" + mqttTopic,
                "--readings=" + (warmUp + readings),
                "--devices=" + devices,
                "--rate=" + rate);
        try (Child load = Child.load("load-" + topic, work, arguments)) {
            List<MiddleRate.Sample> samples =
                    TopicCounts.sampleUntil(() -> counts.end(topic), from + readings, PATIENCE);
            load.awaitSuccess(PATIENCE);
            return MiddleRate.of(samples, from, from + readings);
        }
    }
}
