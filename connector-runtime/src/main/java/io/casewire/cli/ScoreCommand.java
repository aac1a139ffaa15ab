package io.casewire.cli;

import io.casewire.signals.AnomalyDetector;
import io.casewire.stream.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code casewire score}. */
@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        header = "Says how unusual each row of a recording is, as an anomaly signal would have.",
        description = {
            "A recording is a CSV file with a heading: a time, and one number or more. The score tells by how many standard",
            "deviations a row is further from usual than rows usually are; it stays empty while it warms."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:scored",
            "1:a recording cannot be read; findings say where",
            "2:the command was not understood"
        })
final class ScoreCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "recordings, or folders of them")
    private List<Path> files;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "write the scores of each recording to a file of its name there, instead of printing them")
    private @Nullable Path out;

    @Option(
            names = "--parts",
            defaultValue = "ALL",
            description = "who is heard: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private AnomalyDetector.Parts parts;

    @Option(
            names = "--json",
            description = "print one JSON object: of each recording the rows, and the seconds of work")
    private boolean json;

    @Spec
    private CommandSpec spec;

    private final List<Timed> timed = new ArrayList<>();

    /** How long a recording took, without reading and writing. */
    private record Timed(int rows, double seconds) {}

    @SuppressWarnings("NullAway.Init") // picocli fills them
    ScoreCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter print = spec.commandLine().getOut();
        Map<Path, Path> recordings = recordings();
        requireOthers(recordings);
        for (Map.Entry<Path, Path> recording : recordings.entrySet()) {
            List<String> lines = score(recording.getKey());
            if (out != null) {
                Path target = out.resolve(recording.getValue());
                Files.createDirectories(target.toAbsolutePath().getParent());
                Files.write(target, lines);
            } else if (!json) {
                lines.forEach(print::println);
            }
        }
        if (json) {
            print.println(Json.MAPPER.writeValueAsString(Map.of("recordings", timed)));
        }
        print.flush();
        return 0;
    }

    /** What to score, and what its scores are called: of a folder all CSV files in it, by the path they have there. */
    private Map<Path, Path> recordings() throws IOException {
        Map<Path, Path> found = new LinkedHashMap<>();
        for (Path file : files) {
            if (!Files.isDirectory(file)) {
                found.put(file, file.getFileName());
                continue;
            }
            try (Stream<Path> all = Files.walk(file)) {
                all.filter(it -> it.toString().endsWith(".csv"))
                        .sorted()
                        .forEach(it -> found.put(it, file.relativize(it)));
            }
        }
        return found;
    }

    /** Nothing overwrites a recording, or another one's scores. */
    private void requireOthers(Map<Path, Path> recordings) {
        Path folder = out;
        if (folder == null) {
            return;
        }
        Set<Path> targets = new HashSet<>();
        for (Map.Entry<Path, Path> recording : recordings.entrySet()) {
            Path target = folder.resolve(recording.getValue()).toAbsolutePath().normalize();
            if (!targets.add(target)
                    || target.equals(recording.getKey().toAbsolutePath().normalize())) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "--out: " + target + " would be overwritten; choose another folder");
            }
        }
    }

    private List<String> score(Path file) throws IOException {
        Series series = Series.read(file);
        long seed = String.valueOf(file.getFileName()).hashCode();
        @Nullable Double[] scores = new Double[series.times().length];
        long begin = System.nanoTime();
        AnomalyDetector detector = new AnomalyDetector(series.values()[0].length, seed, parts);
        for (int i = 0; i < scores.length; i++) {
            scores[i] = detector.score(series.times()[i], series.values()[i]);
        }
        timed.add(new Timed(scores.length, (System.nanoTime() - begin) / 1e9));
        List<String> lines = new ArrayList<>(List.of("anomaly_score"));
        for (Double score : scores) {
            lines.add(score == null ? "" : String.format(Locale.ROOT, "%.4f", score));
        }
        return lines;
    }
}
