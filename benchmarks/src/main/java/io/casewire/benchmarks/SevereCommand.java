package io.casewire.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench severe}. */
@Command(
        name = "severe",
        mixinStandardHelpOptions = true,
        description = {
            "Severe work in a burst: from publishing over MQTT to the Case in the org, counted from the time a reading was",
            "due. Ten times as many readings come from one moment on, one in a hundred leads to a decision, a tenth of",
            "those is critical and the others are medium. The org answers after 150 ms, five calls at a time.",
            "Readings and decisions before the burst are checked but not timed: on two cores the JVM optimises that long."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "2:wrong arguments", "3:a measurement could not be made, or readings were lost"})
final class SevereCommand implements Callable<Integer> {
    private static final String SLOW = "{\"kind\": \"latency\", \"endpoint\": \"*\", \"latencyMillis\": 150}";
    private static final double SEVERE_SHARE = 0.1;
    private static final List<String> MEDIUM = List.of("overstrain", "heat-dissipation");
    private static final int FASTER = 10;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(
            names = "--rate",
            defaultValue = "1000",
            description = "readings per second before; ten times as many in the burst (default: ${DEFAULT-VALUE})")
    private int rate = 1_000;

    @Option(names = "--warm-up", defaultValue = "120", description = "seconds before (default: ${DEFAULT-VALUE})")
    private int warmUp = 120;

    @Option(names = "--for", defaultValue = "60", description = "seconds of the burst (default: ${DEFAULT-VALUE})")
    private int seconds = 60;

    @Option(names = "--devices", defaultValue = "10000", description = "machines (default: ${DEFAULT-VALUE})")
    private int devices = 10_000;

    private final List<JsonNode> results = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        options.measure("severe", this::measure);
        return options.report(List.of(
                row("Severe work, p50", "severeLatencyMs", "p50", ""),
                row("Severe work, p95", "severeLatencyMs", "p95", "< 2,000 ms"),
                row("All work, p95", "latencyMs", "p95", "")));
    }

    private void measure(int run, Path work) throws IOException, InterruptedException {
        Connector.prepare(work, options.home, 0);
        Path settings = work.resolve("casewire.yaml");
        Files.writeString(settings, Files.readString(settings) + "delivery: { channels: 5 }\n");
        for (String rules : MEDIUM) {
            Path file = work.resolve("content/rules/machine-maintenance/" + rules + ".drl");
            BenchContent.change(file, "\"high\"", "\"medium\"");
        }
        try (Connector connector = Connector.start(work)) {
            options.seed(connector, devices);
            OrgLimits.raise(connector.org());
            answerSlowly(connector.org());
            int all = warmUp + seconds;
            // Each episode is two decisions, and one reading in a hundred is to lead to one.
            int episodesPerMinute = rate * 60 / 200;
            try (Child fleet = Fleet.start(
                    connector,
                    work,
                    devices,
                    rate,
                    all,
                    warmUp,
                    episodesPerMinute,
                    "--burst-from=" + warmUp,
                    "--burst-rate=" + FASTER * rate,
                    "--severe-share=" + SEVERE_SHARE)) {
                results.add(Fleet.result(fleet, Duration.ofSeconds(all)));
            }
        }
        JsonNode last = results.get(results.size() - 1);
        options.progress(
                "severe",
                run,
                "%s Cases, severe %s, all %s",
                last.path("cases").asText(),
                last.path("severeLatencyMs").toString(),
                last.path("latencyMs").toString());
    }

    private static void answerSlowly(String org) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(org + "/local-org/faults"))
                .POST(BodyPublishers.ofString(SLOW))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new BenchException("the org does not answer more slowly: " + answer.body());
        }
    }

    private Row row(String name, String of, String percentile, String bar) {
        return Row.of(
                name + ", " + rate + " -> " + FASTER * rate + "/s",
                "ms",
                Spread.of(results.stream()
                        .map(result -> result.path(of).path(percentile).doubleValue())
                        .toList()),
                bar);
    }
}
