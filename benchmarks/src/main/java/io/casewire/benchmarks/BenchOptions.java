package io.casewire.benchmarks;

import io.casewire.benchmarks.fleet.FleetRecords;
import io.casewire.benchmarks.org.OrgClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What every bench command takes, and how it prints. */
final class BenchOptions {
    static final String READINGS = "casewire.readings";
    static final String PARTIES = "casewire.parties";
    static final String GROUP = "casewire-decide";
    static final String WRITES = "casewire.writes";
    /** A run may have the org read every five minutes only. */
    private static final Duration UNTIL_READ = Duration.ofMinutes(7);

    @Option(
            names = "--runs",
            defaultValue = "5",
            description = "runs to take the median of (default: ${DEFAULT-VALUE})")
    int runs = 5;

    @Option(names = "--json", description = "print one JSON object instead of a table")
    private boolean json;

    @Option(
            names = "--home",
            defaultValue = "${sys:casewire.home:-.}",
            description = "folder that holds the shipped content: mappings/, rules/ (default: ${DEFAULT-VALUE})")
    Path home = Path.of(".");

    @Option(names = "--keep", description = "keep the runs' folders, to look at their logs")
    private boolean keep;

    /** What one run needs to know. */
    interface Measuring {
        void run(int run, Path work) throws IOException, InterruptedException;
    }

    /** Runs it as often as wanted, each time in a new folder. */
    void measure(String name, Measuring measuring) throws IOException, InterruptedException {
        for (int run = 1; run <= runs; run++) {
            int number = run;
            inFolder(name, work -> measuring.run(number, work));
        }
    }

    /** What happens in a folder of its own. */
    interface Happening {
        void in(Path work) throws IOException, InterruptedException;
    }

    void inFolder(String name, Happening happening) throws IOException, InterruptedException {
        inFolder(name, keep, happening);
    }

    /** @param keep whether the folder stays, to look at */
    static void inFolder(String name, boolean keep, Happening happening) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("casewire-bench-" + name + "-");
        try {
            happening.in(work);
        } finally {
            if (keep) {
                System.err.println("kept " + work);
            } else {
                delete(work);
            }
        }
    }

    /** A line on standard error while a run goes on. */
    static void step(String name, String text) {
        System.err.println(name + ": " + text);
    }

    /** One line per run on standard error. */
    void progress(String name, int run, String text, Object... values) {
        System.err.printf(Locale.ROOT, "%s run %d of %d: " + text + "%n", concat(name, run, runs, values));
    }

    int report(List<Row> rows) {
        System.out.println(json ? Report.json(rows) : Report.markdown(rows));
        return 0;
    }

    /** A fleet's records, and the connector knowing them all. */
    void seed(Connector connector, int devices) throws IOException, InterruptedException {
        OrgLimits.raise(connector.org());
        OrgClient org = OrgClient.login(connector.orgUrl(), "casewire", "casewire-local");
        step(
                "connector",
                String.format(
                        Locale.ROOT,
                        "ready after %.1f s; creating %d devices",
                        connector.startTime().toMillis() / 1000.0,
                        devices));
        new FleetRecords(org, devices, 1, 0).ensure();
        awaitParties(connector.kafka(), devices);
        connector.awaitCalm();
    }

    /** Returns when it is known whom the fleet's devices belong to. */
    static void awaitParties(String kafka, int devices) throws InterruptedException, IOException {
        try (TopicCounts counts = new TopicCounts(kafka)) {
            TopicCounts.sampleUntil(() -> counts.end(PARTIES), devices, UNTIL_READ);
        }
    }

    private static Object[] concat(String name, int run, int runs, Object... values) {
        return Stream.concat(Stream.of(name, run, runs), Stream.of(values)).toArray();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
