package io.casewire.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench latency}. */
@Command(
        name = "latency",
        mixinStandardHelpOptions = true,
        description = {
            "From publishing over MQTT to the Case in the org, counted from the time a reading was due.",
            "The first minute of each run is checked but not timed: on two cores the JVM optimises that long."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "2:wrong arguments", "3:a measurement could not be made, or readings were lost"})
final class LatencyCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(names = "--rate", defaultValue = "1000", description = "readings per second (default: ${DEFAULT-VALUE})")
    private int rate = 1_000;

    @Option(names = "--warm-up", defaultValue = "60", description = "seconds before (default: ${DEFAULT-VALUE})")
    private int warmUp = 60;

    @Option(names = "--for", defaultValue = "60", description = "seconds timed per run (default: ${DEFAULT-VALUE})")
    private int seconds = 60;

    @Option(names = "--devices", defaultValue = "1000", description = "machines (default: ${DEFAULT-VALUE})")
    private int devices = 1_000;

    @Option(
            names = "--episodes-per-minute",
            defaultValue = "600",
            description = "Cases to time (default: ${DEFAULT-VALUE})")
    private int episodesPerMinute = 600;

    @Option(
            names = "--packs",
            description = {
                "of a hundred readings 40 are of patients, sign-ins, customers in a store and shelves, which are given an anomaly",
                "score; the Cases timed are machines'"
            })
    private boolean packs;

    private final List<JsonNode> results = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        options.measure("latency", this::measure);
        return options.report(List.of(row("p50", ""), row("p95", "<= 250 ms"), row("p99", "")));
    }

    private void measure(int run, Path work) throws IOException, InterruptedException {
        Connector.prepare(work, options.home, 0);
        PackShare share = new PackShare(options.home);
        if (packs) {
            share.addTo(work.resolve("content"));
        }
        try (Connector connector = Connector.start(work)) {
            if (packs) {
                share.seed(connector);
            }
            options.seed(connector, devices);
            int all = warmUp + seconds;
            int ofMachines = packs ? rate * (100 - PackShare.PERCENT) / 100 : rate;
            try (Child fleet = Fleet.start(connector, work, devices, ofMachines, all, warmUp, episodesPerMinute);
                    Child others = packs ? Child.load("packs", work, arguments(share, connector, all)) : null) {
                results.add(Fleet.result(fleet, Duration.ofSeconds(all)));
                if (others != null) {
                    others.awaitSuccess(Duration.ofMinutes(2));
                }
            }
        }
        JsonNode last = results.get(results.size() - 1);
        options.progress(
                "latency",
                run,
                "%s Cases, %s",
                last.path("cases").asText(),
                last.path("latencyMs").toString());
    }

    private List<String> arguments(PackShare share, Connector connector, int seconds) {
        List<String> arguments =
                new ArrayList<>(List.of("packs", "--mqtt=" + connector.mqtt(), "--rate=" + rate, "--for=" + seconds));
        arguments.addAll(share.arguments());
        return arguments;
    }

    private Row row(String percentile, String bar) {
        return Row.of(
                "Publish to Case, " + percentile + ", at " + rate + "/s" + (packs ? "; " + PackShare.WORDS : ""),
                "ms",
                Spread.of(results.stream()
                        .map(result -> result.path("latencyMs").path(percentile).doubleValue())
                        .toList()),
                bar);
    }
}
