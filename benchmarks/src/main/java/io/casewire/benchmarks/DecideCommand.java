package io.casewire.benchmarks;

import io.casewire.benchmarks.fleet.DecidedOffsets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench decide}. */
@Command(
        name = "decide",
        mixinStandardHelpOptions = true,
        description = {
            "Readings decided per second from Kafka, with every rule evaluated, over the middle half of those that",
            "follow a warm-up. All of them are written first, so the load takes nothing from the deciding.",
            "Baseline: a Kafka Streams pass-through, exactly once, over the same records on the same broker."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "2:wrong arguments", "3:a measurement could not be made"})
final class DecideCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final String COPY = "bench-pass-through";

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(
            names = "--readings",
            defaultValue = "1000000",
            description = "measured per run (default: ${DEFAULT-VALUE})")
    private int readings = 1_000_000;

    @Option(
            names = "--warm-up",
            defaultValue = "6000000",
            description =
                    "decided before: on two cores the JVM optimises for three minutes (default: ${DEFAULT-VALUE})")
    private int warmUp = 6_000_000;

    @Option(names = "--devices", defaultValue = "10000", description = "machines (default: ${DEFAULT-VALUE})")
    private int devices = 10_000;

    @Option(names = "--opening", defaultValue = "1", description = "percent of readings that open an episode, 0 or 1")
    private int opening = 1;

    @Option(names = "--rules", defaultValue = "30", description = "rules in all (default: ${DEFAULT-VALUE})")
    private int rules = 30;

    @Option(
            names = "--packs",
            description = {
                "of a hundred readings 15 are of patients, 10 of sign-ins, 5 of customers in a store and 10 of shelves, which",
                "are given an anomaly score; the others are machines'"
            })
    private boolean packs;

    private final List<Double> decided = new ArrayList<>();
    private final List<Double> passed = new ArrayList<>();
    private final List<Double> wanted = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        options.measure("decide", this::measure);
        Row share = Row.of("Records wanted per 1,000 of those readings", "", Spread.of(wanted), "");
        return options.report(List.of(
                new Row(
                        "Decided from Kafka: " + rules + " rules, " + devices + " devices, " + opening + " % opening"
                                + (packs ? " of machines'; " + PackShare.WORDS : ""),
                        "readings/s",
                        Spread.of(decided),
                        Spread.of(passed),
                        packs ? ">= 25,000/s" : ">= 40,000/s and >= 25 %"),
                share));
    }

    private void measure(int run, Path work) throws IOException, InterruptedException {
        Connector.prepare(work, options.home, rules - BenchContent.SHIPPED_RULES);
        if (packs) {
            new PackShare(options.home).addTo(work.resolve("content"));
        }
        try (Connector connector = Connector.start(work)) {
            if (packs) {
                new PackShare(options.home).seed(connector);
            }
            options.seed(connector, devices);
            BenchOptions.step("decide", "publishing " + (warmUp + readings) + " readings");
            decided.add(decide(connector, work));
            connector.awaitCalm();
            BenchOptions.step("decide", "the same readings through the pass-through");
            passed.add(passThrough(connector, work));
        }
        options.progress(
                "decide",
                run,
                "%,.0f readings/s, pass-through %,.0f",
                decided.get(decided.size() - 1),
                passed.get(passed.size() - 1));
    }

    private double decide(Connector connector, Path work) throws IOException, InterruptedException {
        try (DecidedOffsets offsets = new DecidedOffsets(connector.kafka(), BenchOptions.GROUP, BenchOptions.READINGS);
                TopicCounts counts = new TopicCounts(connector.kafka())) {
            // The activations of content stand there already.
            long from = counts.end(BenchOptions.READINGS) + warmUp;
            try (Child load = Child.load("load", work, loadArguments(connector))) {
                List<MiddleRate.Sample> samples = TopicCounts.sampleUntil(offsets::total, from + readings, PATIENCE);
                load.awaitSuccess(PATIENCE);
                wanted.add(counts.end(BenchOptions.WRITES) * 1_000.0 / (warmUp + readings));
                return MiddleRate.of(samples, from, from + readings);
            }
        }
    }

    private double passThrough(Connector connector, Path work) throws IOException, InterruptedException {
        try (DecidedOffsets offsets = new DecidedOffsets(connector.kafka(), COPY, BenchOptions.READINGS);
                TopicCounts counts = new TopicCounts(connector.kafka())) {
            counts.createLike(COPY, BenchOptions.READINGS);
            long all = counts.end(BenchOptions.READINGS);
            long from = all - readings;
            List<String> arguments = List.of(
                    "pass-through",
                    "--kafka=" + connector.kafka(),
                    "--from=" + BenchOptions.READINGS,
                    "--to=" + COPY,
                    "--application-id=" + COPY,
                    "--state=" + work.resolve("streams"));
            try (Child baseline = Child.load("pass-through", work, arguments)) {
                return MiddleRate.of(TopicCounts.sampleUntil(offsets::total, all, PATIENCE), from, all);
            }
        }
    }

    private List<String> loadArguments(Connector connector) {
        List<String> arguments = new ArrayList<>(List.of(
                "kafka",
                "--kafka=" + connector.kafka(),
                "--topic=" + BenchOptions.READINGS,
                "--readings=" + (warmUp + readings),
                "--devices=" + devices,
                "--opening=" + opening));
        if (packs) {
            arguments.addAll(new PackShare(options.home).arguments());
        }
        return arguments;
    }
}
