package io.casewire.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.benchmarks.anomalies.Alerts;
import io.casewire.benchmarks.anomalies.NabRecording;
import io.casewire.benchmarks.anomalies.NabScorer;
import io.casewire.benchmarks.anomalies.Profile;
import io.casewire.benchmarks.anomalies.WindowedGaussian;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench anomalies}. */
@Command(
        name = "anomalies",
        mixinStandardHelpOptions = true,
        description = {
            "What the anomaly signal's scores are worth on recordings with known anomalies, in a folder laid out as the Numenta",
            "Anomaly Benchmark is: data/FAMILY/FILE.csv, labels/combined_windows.json and, if there are any, other detectors'",
            "scores in gold-scores/DETECTOR/FILE.csv. One threshold for all files, parameters as they are shipped."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "2:wrong arguments", "3:a measurement could not be made"})
final class AnomaliesCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final int THRESHOLDS = 200;
    /** One of so many rows. */
    private static final int WARM_UP = 3;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "the folder")
    private Path data = Path.of(".");

    @Option(
            names = "--threshold",
            defaultValue = "6.5",
            description = "from which score on a row is an alert (default: ${DEFAULT-VALUE})")
    private double threshold = 6.5;

    @Option(
            names = "--reopen-hours",
            defaultValue = "6",
            description = "what comes back within so many hours is the same alert (default: ${DEFAULT-VALUE})")
    private int reopenHours = 6;

    @Option(
            names = "--runs",
            defaultValue = "5",
            description = "runs to take the median speed of (default: ${DEFAULT-VALUE})")
    private int runs = 5;

    @Option(names = "--json", description = "print one JSON object instead of a table")
    private boolean json;

    private final List<Double> rowsPerSecond = new ArrayList<>();

    /**
     * One line of the table. Best: with the threshold that suits these recordings; it tells how good a detector could be.
     *
     * @param shipped with the shipped threshold, by profile; null for a detector that has none
     */
    private record Line(
            String detector,
            double bestRaw,
            double bestAlerts,
            double withoutOwnFamily,
            @Nullable Map<Profile, Double> shipped,
            @Nullable Double falseAlerts) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<NabRecording> recordings = NabRecording.all(data);
        NabScorer scorer = new NabScorer(recordings);
        List<Line> lines = new ArrayList<>();
        BenchOptions.inFolder("anomalies", false, work -> {
            for (int run = 0; run < runs; run++) {
                Map<String, double[]> scores = score(work, recordings, "ALL");
                if (run == 0) {
                    lines.add(line("the anomaly signal", scorer, recordings, scores, true));
                }
            }
            for (String part : List.of("BASELINE", "FOREST")) {
                String name = part.equals("FOREST") ? "its Random Cut Forest alone" : "its daily baseline alone";
                lines.add(line(name, scorer, recordings, score(work, recordings, part), true));
            }
        });
        Map<String, double[]> gaussian = recordings.stream()
                .collect(Collectors.toMap(NabRecording::name, it -> WindowedGaussian.scores(it.values())));
        lines.add(line("windowed Gaussian", scorer, recordings, gaussian, false));
        for (Path detector : goldScores(recordings)) {
            Map<String, double[]> scores = gold(detector, recordings);
            lines.add(line(detector.getFileName() + " (its own scores)", scorer, recordings, scores, false));
        }
        System.out.println(json ? toJson(recordings, lines) : toTable(recordings, lines));
        return 0;
    }

    /** In a process of its own, as anybody would. */
    private Map<String, double[]> score(Path work, List<NabRecording> recordings, String parts)
            throws IOException, InterruptedException {
        Path out = work.resolve(parts).toAbsolutePath();
        Path folder = Files.createTempDirectory(work, "score-");
        List<String> arguments = List.of(
                "score",
                "--json",
                "--parts=" + parts,
                "--out=" + out,
                data.resolve("data").toAbsolutePath().toString());
        String classPath = Child.connectorClassPath();
        List<String> options = List.of("-Xmx512m", "-XX:+UseSerialGC");
        JsonNode said;
        try (Child child = Child.start("score", folder, classPath, options, "io.casewire.cli.Main", arguments)) {
            if (child.await(PATIENCE) != 0) {
                throw child.failed("did not score the recordings");
            }
            said = JSON.readTree(child.output());
        }
        Map<String, double[]> scores = new HashMap<>();
        for (NabRecording recording : recordings) {
            scores.put(recording.name(), read(out.resolve(recording.name())));
        }
        if (parts.equals("ALL")) {
            rowsPerSecond.add(speed(said.path("recordings")));
        }
        return scores;
    }

    /** Rows a second, once a third of them warmed the JVM up. */
    private static double speed(JsonNode recordings) {
        long all = 0;
        for (JsonNode recording : recordings) {
            all += recording.path("rows").asLong();
        }
        long before = 0;
        long rows = 0;
        double seconds = 0;
        for (JsonNode recording : recordings) {
            if (before * WARM_UP >= all) {
                rows += recording.path("rows").asLong();
                seconds += recording.path("seconds").asDouble();
            }
            before += recording.path("rows").asLong();
        }
        return rows / seconds;
    }

    private static double[] read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.subList(1, lines.size()).stream()
                .mapToDouble(line -> line.isBlank() ? 0 : Double.parseDouble(line))
                .toArray();
    }

    /** Those that scored all of the recordings: of fewer the score would be of something else. */
    private List<Path> goldScores(List<NabRecording> recordings) throws IOException {
        Path folder = data.resolve("gold-scores");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> detectors = Files.list(folder)) {
            return detectors
                    .filter(Files::isDirectory)
                    .filter(detector -> scoredAll(detector, recordings))
                    .sorted()
                    .toList();
        }
    }

    private static boolean scoredAll(Path detector, List<NabRecording> recordings) {
        long absent = recordings.stream()
                .filter(it -> !Files.isReadable(detector.resolve(it.file().getFileName())))
                .count();
        if (absent > 0) {
            BenchOptions.step("anomalies", detector + " has no scores of " + absent + " recordings, and is left out");
        }
        return absent == 0;
    }

    private static Map<String, double[]> gold(Path detector, List<NabRecording> recordings) throws IOException {
        Map<String, double[]> scores = new HashMap<>();
        for (NabRecording recording : recordings) {
            scores.put(recording.name(), read(detector.resolve(recording.file().getFileName())));
        }
        return scores;
    }

    private Line line(
            String name,
            NabScorer scorer,
            List<NabRecording> recordings,
            Map<String, double[]> scores,
            boolean hasThreshold) {
        double[] thresholds = thresholds(scores);
        DoubleFunction<Map<String, double[]>> raw = any -> scores;
        DoubleFunction<Map<String, double[]>> alerts = at -> alerts(recordings, scores, at);
        double bestRaw = scorer.bestThreshold(raw, thresholds, Profile.STANDARD);
        double bestAlerts = scorer.bestThreshold(alerts, thresholds, Profile.STANDARD);
        Map<String, double[]> shipped = alerts(recordings, scores, threshold);
        return new Line(
                name,
                scorer.score(scores, bestRaw, Profile.STANDARD).normalised(),
                scorer.score(alerts.apply(bestAlerts), bestAlerts, Profile.STANDARD)
                        .normalised(),
                scorer.withoutOwnFamily(alerts, thresholds, Profile.STANDARD),
                hasThreshold
                        ? Arrays.stream(Profile.values())
                                .collect(Collectors.toMap(
                                        profile -> profile, profile -> scorer.score(shipped, threshold, profile)
                                                .normalised()))
                        : null,
                hasThreshold ? scorer.falseAlertsPerThousand(shipped, threshold) : null);
    }

    private Map<String, double[]> alerts(List<NabRecording> recordings, Map<String, double[]> scores, double at) {
        return Alerts.of(recordings, scores, at, Duration.ofHours(reopenHours));
    }

    /** The highest scores, ever further apart: an alert is rare. */
    private static double[] thresholds(Map<String, double[]> scores) {
        double[] all = scores.values().stream()
                .flatMapToDouble(Arrays::stream)
                .filter(score -> score > 0)
                .sorted()
                .toArray();
        return all.length == 0
                ? new double[] {1}
                : IntStream.range(0, THRESHOLDS)
                        .mapToDouble(i -> all[
                                (int) Math.max(
                                        0,
                                        all.length
                                                - 1
                                                - Math.round(Math.pow(all.length / 10.0, i / (THRESHOLDS - 1.0))))])
                        .distinct()
                        .toArray();
    }

    private String toTable(List<NabRecording> recordings, List<Line> lines) {
        StringBuilder table = new StringBuilder(summary(recordings)
                + "\n\n| detector | best threshold, every row | best threshold, alerts | threshold of other families, alerts"
                + " | threshold " + threshold + ": standard, low FP, low FN | false alerts in 1,000 normal rows |\n"
                + "|---|---|---|---|---|---|\n");
        for (Line line : lines) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | %.1f | %s | %s |%n",
                    line.detector(),
                    line.bestRaw(),
                    line.bestAlerts(),
                    line.withoutOwnFamily(),
                    line.shipped() == null
                            ? ""
                            : Arrays.stream(Profile.values())
                                    .map(profile -> String.format(
                                            Locale.ROOT, "%.1f", line.shipped().get(profile)))
                                    .collect(Collectors.joining(", ")),
                    line.falseAlerts() == null ? "" : String.format(Locale.ROOT, "%.2f", line.falseAlerts())));
        }
        return table.toString();
    }

    private String summary(List<NabRecording> recordings) {
        return String.format(
                Locale.ROOT,
                "%d files, %d rows, %d windows; alerts reopen within %d h; %,.0f rows/s on one core (%,.0f to %,.0f of %d).",
                recordings.size(),
                recordings.stream().mapToInt(NabRecording::rows).sum(),
                recordings.stream().mapToInt(it -> it.windows().size()).sum(),
                reopenHours,
                speed().median(),
                speed().min(),
                speed().max(),
                runs);
    }

    private Spread speed() {
        return Spread.of(rowsPerSecond);
    }

    private String toJson(List<NabRecording> recordings, List<Line> lines) throws IOException {
        ObjectNode said = JSON.createObjectNode();
        said.put("files", recordings.size());
        said.put("rows", recordings.stream().mapToInt(NabRecording::rows).sum());
        said.put("rowsPerSecond", speed().median());
        said.put("threshold", threshold);
        ArrayNode detectors = said.putArray("detectors");
        for (Line line : lines) {
            ObjectNode node = detectors
                    .addObject()
                    .put("detector", line.detector())
                    .put("bestRaw", line.bestRaw())
                    .put("bestAlerts", line.bestAlerts())
                    .put("withoutOwnFamily", line.withoutOwnFamily());
            if (line.shipped() != null) {
                line.shipped().forEach((profile, score) -> node.put(profile.name(), score));
                node.put("falseAlertsPerThousand", line.falseAlerts());
            }
        }
        return JSON.writeValueAsString(said);
    }
}
