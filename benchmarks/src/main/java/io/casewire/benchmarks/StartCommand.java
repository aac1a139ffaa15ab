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

/** {@code bench start}. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = "From exec to ready: on an empty folder, and after kill -9 with many readings retained.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "2:wrong arguments", "3:a measurement could not be made"})
final class StartCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(names = "--readings", defaultValue = "1000000", description = "retained (default: ${DEFAULT-VALUE})")
    private int readings = 1_000_000;

    @Option(names = "--devices", defaultValue = "10000", description = "machines (default: ${DEFAULT-VALUE})")
    private int devices = 10_000;

    private final List<Double> empty = new ArrayList<>();
    private final List<Double> killed = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        options.measure("start", this::onEmptyFolder);
        options.inFolder("start", this::afterKill);
        return options.report(List.of(
                Row.of("Ready on an empty folder", "s", Spread.of(empty), "<= 12 s"),
                Row.of("Ready after kill -9 with " + readings + " readings", "s", Spread.of(killed), "<= 25 s")));
    }

    private void onEmptyFolder(int run, Path work) throws IOException, InterruptedException {
        Connector.prepare(work, options.home, 0);
        try (Connector connector = Connector.start(work)) {
            empty.add(seconds(connector));
        }
        options.progress("start, empty folder,", run, "%.1f s", empty.get(empty.size() - 1));
    }

    private void afterKill(Path work) throws IOException, InterruptedException {
        Connector.prepare(work, options.home, 0);
        try (Connector connector = Connector.start(work)) {
            options.seed(connector, devices);
            BenchOptions.step("start", "filling the topic with " + readings + " readings");
            fill(connector, work);
            connector.kill();
        }
        for (int run = 1; run <= options.runs; run++) {
            try (Connector connector = Connector.start(work)) {
                killed.add(seconds(connector));
                connector.kill();
            }
            options.progress("start, after kill -9,", run, "%.1f s", killed.get(killed.size() - 1));
        }
    }

    private void fill(Connector connector, Path work) throws IOException, InterruptedException {
        List<String> arguments = List.of(
                "kafka",
                "--kafka=" + connector.kafka(),
                "--topic=" + BenchOptions.READINGS,
                "--readings=" + readings,
                "--devices=" + devices,
                "--opening=1");
        try (Child load = Child.load("load", work, arguments);
                DecidedOffsets decided =
                        new DecidedOffsets(connector.kafka(), BenchOptions.GROUP, BenchOptions.READINGS)) {
            TopicCounts.sampleUntil(decided::total, readings, PATIENCE);
            load.awaitSuccess(PATIENCE);
        }
    }

    private static double seconds(Connector connector) {
        return connector.startTime().toMillis() / 1000.0;
    }
}
