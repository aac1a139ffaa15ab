package io.casewire.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench signals}. */
@Command(
        name = "signals",
        mixinStandardHelpOptions = true,
        description = {
            "What a signal of each kind costs for each reading: the time of 'casewire backtest --file' with ten of them, each",
            "read by a rule, and one thread that decides; less that with as many rules that read fields, by readings and signals.",
            "And the bytes that a device's share of it takes in the store when all is decided."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "2:wrong arguments", "3:a measurement could not be made"})
final class SignalsCommand implements Callable<Integer> {
    private static final int MANY = 10;
    private static final String NONE = "none";
    /** Where a backtest tells what the first of them takes. */
    private static final String STATE = "/now/stateBytes/machine-maintenance~1bench1/mean";

    /** What it learned of a device takes forty thousand bytes: one of them is enough. */
    private static final List<String> LEARNING = List.of(
            "function: anomaly, of: torque",
            "function: anomaly, of: [torque, rotationalSpeed, processTemperature, toolWear]");

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(names = "--readings", defaultValue = "300000", description = "recorded (default: ${DEFAULT-VALUE})")
    private int readings = 300_000;

    @Option(names = "--devices", defaultValue = "1000", description = "machines (default: ${DEFAULT-VALUE})")
    private int devices = 1_000;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Map<String, List<Double>> micros = new LinkedHashMap<>();
        Map<String, List<Double>> bytes = new LinkedHashMap<>();
        options.inFolder("signals", work -> measure(work, micros, bytes));
        List<Row> rows = new ArrayList<>();
        micros.forEach((kind, costs) -> rows.add(Row.of("{ " + kind + " }", "µs", Spread.of(costs), "")));
        bytes.forEach((kind, sizes) ->
                rows.add(Row.of("{ " + kind + " }, state of a device", "bytes", Spread.of(sizes), "")));
        return options.report(rows);
    }

    private void measure(Path work, Map<String, List<Double>> micros, Map<String, List<Double>> bytes)
            throws IOException, InterruptedException {
        Path recording = work.resolve("recording.jsonl");
        Recordings.write(recording, readings, devices);
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        kinds.put(NONE, List.of());
        BenchContent.SIGNALS.forEach(kind -> kinds.put(kind, Collections.nCopies(MANY, kind)));
        BenchContent.FURTHER_SIGNALS.forEach(kind -> kinds.put(kind, Collections.nCopies(MANY, kind)));
        LEARNING.forEach(kind -> kinds.put(kind, List.of(kind)));
        for (Map.Entry<String, List<String>> kind : kinds.entrySet()) {
            BenchContent.write(options.home, folder(work, kind.getKey()), MANY, kind.getValue());
        }
        for (int run = 1; run <= options.runs; run++) {
            double none = 0;
            for (Map.Entry<String, List<String>> kind : kinds.entrySet()) {
                List<String> arguments = List.of("--content=" + folder(work, kind.getKey()), "--file=" + recording);
                JsonNode said = Recordings.backtest(work, options.home, 1, arguments);
                double seconds = said.path("millis").asLong() / 1_000.0;
                if (kind.getKey().equals(NONE)) {
                    none = seconds;
                } else {
                    double cost =
                            (seconds - none) * 1e6 / readings / kind.getValue().size();
                    micros.computeIfAbsent(kind.getKey(), it -> new ArrayList<>())
                            .add(cost);
                    bytes.computeIfAbsent(kind.getKey(), it -> new ArrayList<>())
                            .add(said.at(STATE).asDouble());
                }
                BenchOptions.step(
                        "signals", String.format(Locale.ROOT, "run %d, %s: %.1f s", run, kind.getKey(), seconds));
            }
        }
    }

    private static Path folder(Path work, String kind) {
        return work.resolve(kind.replaceAll("[^A-Za-z0-9]+", "-"));
    }
}
