package io.casewire.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The shipped content in a folder of its own, with more rules when asked for.
 *
 * <p>A further rule reads two fields that differ in every reading, so none can be skipped, and never holds.
 */
final class BenchContent {
    private static final List<String> FOLDERS =
            List.of("camel-routes", "mappings", "rules", "consent", "salesforce-metadata");
    private static final List<String> EXPRESSIONS = List.of(
            "$reading.toolWear * $reading.torque",
            "$reading.torque * $reading.rotationalSpeed",
            "$reading.processTemperature * $reading.torque",
            "$reading.airTemperature * $reading.rotationalSpeed");
    private static final String NEVER = "999999999";
    /** For machines. */
    static final int SHIPPED_RULES = 4;

    /** Of the shipped machines' domain. */
    static final int SHIPPED_SIGNALS = 1;

    /** One of each kind, for machines. */
    static final List<String> SIGNALS = List.of(
            "function: last, of: torque",
            "function: change, of: torque",
            "function: rate, of: processTemperature",
            "function: average, of: torque, window: 5m",
            "function: min, of: rotationalSpeed, window: 5m",
            "function: max, of: processTemperature, window: 5m",
            "function: percentile, percentile: 95, of: torque, window: 5m",
            "function: slope, of: processTemperature, window: 5m",
            "function: count, window: 5m, windows: session",
            "function: timeAbove, of: torque, limit: 45, window: 1m, windows: tumbling");

    private static final String SCORES = "rules/machine-maintenance/bench-scores.csv";

    /** Of the kinds that {@link #SIGNALS} has none of, one each; those that learn are {@link SignalsCommand}'s. */
    static final List<String> FURTHER_SIGNALS = List.of(
            "function: silence, window: 5m",
            "function: score, table: " + SCORES,
            "function: worst, table: " + SCORES,
            "function: distance, of: [torque, toolWear]",
            "function: speed, of: [torque, toolWear]");

    /** Their domain, and its purpose. */
    private static final String MACHINES = "machine-maintenance";

    private static final String LANGUAGE = "  en:\n";

    private BenchContent() {}

    /**
     * @param home folder that holds the shipped content
     * @param furtherRules beside the shipped ones
     */
    static void write(Path home, Path folder, int furtherRules) throws IOException {
        write(home, folder, furtherRules, List.of());
    }

    /** @param signals without their names, as in {@code function: last, of: torque}; each is read by one of the further rules */
    static void write(Path home, Path folder, int furtherRules, List<String> signals) throws IOException {
        for (String name : FOLDERS) {
            copy(home.resolve(name), folder.resolve(name));
        }
        withoutCases(folder.resolve("rules"));
        Path domain = folder.resolve("rules/machine-maintenance");
        StringBuilder limits =
                new StringBuilder(Files.readString(domain.resolve("limits.csv")).stripTrailing()).append('\n');
        StringBuilder texts = new StringBuilder();
        for (int number = 1; number <= furtherRules; number++) {
            Files.writeString(
                    domain.resolve("bench-" + number + ".drl"),
                    rule(number, number <= signals.size() ? signals.get(number - 1) : null));
            limits.append("bench").append(number).append(",,").append(NEVER).append(",,\"never reached\"\n");
            texts.append(text(number));
        }
        Files.writeString(domain.resolve("limits.csv"), limits);
        insertTexts(domain.resolve("texts.yaml"), texts.toString());
        if (!signals.isEmpty()) {
            List<String> named = IntStream.rangeClosed(1, signals.size())
                    .mapToObj(number -> "{ name: bench" + number + ", " + signals.get(number - 1) + " }")
                    .toList();
            writeSignals(folder, MACHINES, MACHINES, named);
            if (signals.stream().anyMatch(signal -> signal.contains(SCORES))) {
                Files.writeString(
                        folder.resolve(SCORES),
                        """
                        field,upTo,points,description
                        torque,20,0,
                        torque,40,1,
                        torque,60,2,
                        torque,,3,
                        processTemperature,309,0,
                        processTemperature,311,1,
                        processTemperature,,2,
                        """);
            }
        }
    }

    /** They are about the shipped rules, and what they say is not so with others. */
    private static void withoutCases(Path rules) throws IOException {
        try (Stream<Path> files = Files.walk(rules)) {
            for (Path file :
                    files.filter(it -> it.toString().contains("/cases/")).toList()) {
                Files.delete(file);
            }
        }
    }

    /** @param signal as in {@code { name: silent, function: silence, window: 2m }} */
    static void addSignal(Path content, String signal) throws IOException {
        addSignal(content, MACHINES, MACHINES, signal);
    }

    /** Likewise, of another domain than machines'. */
    static void addSignal(Path content, String domain, String purpose, String signal) throws IOException {
        writeSignals(content, domain, purpose, List.of(signal));
    }

    private static void writeSignals(Path content, String domain, String purpose, List<String> signals)
            throws IOException {
        Path folder = Files.createDirectories(content.resolve("mappings/signals"));
        Files.writeString(
                folder.resolve("bench.yaml"),
                """
                apiVersion: casewire.io/v1
                kind: Signals
                domain: %s
                purpose: %s
                signals:
                  - %s
                """
                        .formatted(domain, purpose, String.join("\n  - ", signals)));
    }

    /** Changes what a file of the content says. */
    static void change(Path file, String shipped, String wanted) throws IOException {
        String text = Files.readString(file);
        if (!text.contains(shipped)) {
            throw new BenchException(file + " does not say " + shipped + " any more");
        }
        Files.writeString(file, text.replace(shipped, wanted));
    }

    private static String rule(int number, @Nullable String signal) {
        String expression = signal == null
                ? EXPRESSIONS.get(number % EXPRESSIONS.size()).replace("$reading.", "")
                : "signals.bench" + number;
        if (signal != null && signal.contains("silence")) {
            expression += " == true, torque";
        }
        return """
                package machine_maintenance

                // Costs what a rule costs, and never holds.
                rule "machine-maintenance/bench %1$d"
                  @purpose( "machine-maintenance" ) @severity( "low" )
                when
                  $reading : Reading( %2$s > limits.bench%1$d )
                then
                  conditions.holds( $reading );
                end
                """
                .formatted(number, expression);
    }

    private static String text(int number) {
        return String.format(
                Locale.ROOT,
                "    machine-maintenance/bench %d:%n      subject: \"{device.name}\"%n      reason: \"{device.name}\"%n",
                number);
    }

    private static void insertTexts(Path file, String texts) throws IOException {
        String shipped = Files.readString(file);
        int at = shipped.indexOf(LANGUAGE);
        if (at < 0) {
            throw new BenchException(file + " has no English texts to add to");
        }
        int after = at + LANGUAGE.length();
        Files.writeString(file, shipped.substring(0, after) + texts + shipped.substring(after));
    }

    /** With all that is in it. */
    static void copy(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            throw new BenchException(
                    "There is no folder " + from + ". Set --home to the folder that holds mappings/ and rules/.");
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
