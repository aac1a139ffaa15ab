package io.casewire.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench org}. */
@Command(
        name = "org",
        mixinStandardHelpOptions = true,
        description = {
            "How fast a local org starts, writes and answers, alone: rows of eight fields, written by their external id,",
            "every second one of a record that is there already. The rate is that of the middle half of each load.",
            "Memory and queries first, with 10,000 records; then collections, Bulk 2.0 and queries in memory; then with",
            "--data collections, PublishStream and Subscribe."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "2:wrong arguments", "3:a measurement could not be made, or a row was refused"})
final class OrgCommand implements Callable<Integer> {
    private static final int FEW_RECORDS = 10_000;
    private static final int ROWS_PER_JOB = 100_000;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(
            names = "--rows",
            defaultValue = "1000000",
            description = "by collections, and as many by Bulk; 200,000 or more (default: ${DEFAULT-VALUE})")
    private int rows = 1_000_000;

    @Option(names = "--events", defaultValue = "1000000", description = "published (default: ${DEFAULT-VALUE})")
    private int events = 1_000_000;

    @Option(names = "--queries", defaultValue = "100000", description = "of each kind (default: ${DEFAULT-VALUE})")
    private int queries = 100_000;

    private final Map<Measure, List<Double>> measured = new EnumMap<>(Measure.class);

    /** What is measured, with the bar it has to reach. */
    private enum Measure {
        READY("Local org ready", "s", "<= 3 s"),
        MEMORY("Resident memory with 10,000 records", "MB", "<= 300 MB"),
        FEW_QUERIES("Queries, 10,000 records", "queries/s", ">= 4,000/s"),
        COLLECTIONS("Collections, in memory", "rows/s", ">= 40,000/s"),
        BULK("Bulk API 2.0, in memory", "rows/s", ">= 60,000/s"),
        MANY_QUERIES("Queries, as many records as rows", "queries/s", ">= 4,000/s"),
        KEPT_COLLECTIONS("Collections, with --data", "rows/s", ">= 25,000/s"),
        PUBLISH("PublishStream, with --data", "events/s", ">= 40,000/s"),
        SUBSCRIBE("Subscribe, with --data", "events/s", ">= 40,000/s");

        private final String what;
        private final String unit;
        private final String bar;

        Measure(String what, String unit, String bar) {
            this.what = what;
            this.unit = unit;
            this.bar = bar;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        options.measure("org", this::measure);
        return options.report(measured.entrySet().stream()
                .map(entry -> Row.of(
                        entry.getKey().what, entry.getKey().unit, Spread.of(entry.getValue()), entry.getKey().bar))
                .toList());
    }

    private void measure(int run, Path work) throws IOException, InterruptedException {
        try (OrgProcess org = OrgProcess.startEmpty(work, options.home)) {
            note(run, Measure.READY, org.startTime().toMillis() / 1000.0);
        }
        try (OrgProcess org = OrgProcess.startForLoad("small", work, options.home)) {
            org.load("collections", "--rows=" + FEW_RECORDS, "--keys=" + FEW_RECORDS);
            note(run, Measure.MEMORY, org.residentMegabytes());
            note(run, Measure.FEW_QUERIES, queries(org, FEW_RECORDS));
        }
        try (OrgProcess org = OrgProcess.startForLoad("memory", work, options.home)) {
            note(run, Measure.COLLECTIONS, org.load("collections", "--rows=" + rows, "--keys=" + rows / 2));
            note(run, Measure.BULK, bulk(org));
            note(run, Measure.MANY_QUERIES, queries(org, rows));
        }
        Path data = work.resolve("data");
        try (OrgProcess org = OrgProcess.startForLoad("kept", work, options.home, "--data=" + data)) {
            note(run, Measure.KEPT_COLLECTIONS, org.load("collections", "--rows=" + rows, "--keys=" + rows / 2));
            note(run, Measure.PUBLISH, org.load("publish", "--events=" + events));
            note(run, Measure.SUBSCRIBE, org.load("subscribe", "--events=" + events));
        }
    }

    private double queries(OrgProcess org, int records) throws IOException, InterruptedException {
        return org.load("queries", "--queries=" + queries, "--keys=" + records);
    }

    /** Of other records than the collections wrote, so that there are as many records as rows in the end. */
    private double bulk(OrgProcess org) throws IOException, InterruptedException {
        return org.load(
                "bulk",
                "--jobs=" + rows / ROWS_PER_JOB,
                "--rows=" + ROWS_PER_JOB,
                "--keys=" + rows / 2,
                "--first-key=" + rows / 2);
    }

    private void note(int run, Measure measure, double value) {
        measured.computeIfAbsent(measure, key -> new ArrayList<>()).add(value);
        options.progress("org", run, "%s: %,.1f %s", measure.what, value, measure.unit);
    }
}
