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

/** {@code bench memory}. */
@Command(
        name = "memory",
        mixinStandardHelpOptions = true,
        description = {
            "Anonymous resident memory of the connector, with both brokers and the local org in its process, after it",
            "worked for some minutes. Linux only."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "2:wrong arguments", "3:a measurement could not be made, or readings were lost"})
final class MemoryCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(names = "--minutes", defaultValue = "10", description = "per run (default: ${DEFAULT-VALUE})")
    private int minutes = 10;

    @Option(names = "--rate", defaultValue = "1000", description = "readings per second (default: ${DEFAULT-VALUE})")
    private int rate = 1_000;

    @Option(names = "--devices", defaultValue = "1000", description = "machines (default: ${DEFAULT-VALUE})")
    private int devices = 1_000;

    private final List<Double> megabytes = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        options.measure("memory", this::measure);
        return options.report(List.of(Row.of(
                "Anonymous memory after " + minutes + " min at " + rate + "/s",
                "MB",
                Spread.of(megabytes),
                "<= 900 MB")));
    }

    private void measure(int run, Path work) throws IOException, InterruptedException {
        Connector.prepare(work, options.home, 0);
        Duration length = Duration.ofMinutes(minutes);
        try (Connector connector = Connector.start(work)) {
            options.seed(connector, devices);
            try (Child fleet = Fleet.start(connector, work, devices, rate, length.toSeconds(), 0, 60)) {
                // At the end of the load and before the connector rests.
                Thread.sleep(length.toMillis());
                connector.requireAlive();
                megabytes.add(connector.anonymousMegabytes());
                Fleet.result(fleet, Duration.ZERO);
            }
        }
        options.progress("memory", run, "%.0f MB", megabytes.get(megabytes.size() - 1));
    }
}
