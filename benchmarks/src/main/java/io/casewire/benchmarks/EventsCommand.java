package io.casewire.benchmarks;

import io.casewire.benchmarks.fleet.DecidedOffsets;
import io.casewire.benchmarks.org.BenchEvents;
import io.casewire.benchmarks.org.BenchMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench events}. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = {
            "Events per second through the org and back: from a Kafka topic by one route to casewire-pubsub, and by",
            "another from casewire-pubsub into casewire-journal, which commits each with its position. Both ways run at the",
            "same time. The rate is that of the middle half of what follows a warm-up; what arrives is counted by a",
            "consumer that reads only what is committed."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "2:wrong arguments", "3:a measurement could not be made, or an event is missing"})
final class EventsCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String IN = "bench-in";
    private static final String OUT = "bench-out";
    private static final String GROUP = "bench-publish";
    private static final String ROUTES =
            """
            - route:
                id: bench-publish
                routeConfigurationId: retry-in-place
                from:
                  uri: kafka
                  parameters:
                    topic: bench-in
                    brokers: "{{casewire.kafka.brokers}}"
                    groupId: bench-publish
                    autoOffsetReset: earliest
                    autoCommitEnable: false
                    allowManualCommit: true
                  steps:
                    - to: { uri: casewire-pubsub, parameters: { topic: /event/Bench_Event__e } }
                    - bean: { ref: kafkaCommit }
            - route:
                id: bench-subscribe
                routeConfigurationId: retry-in-place
                from:
                  uri: casewire-pubsub
                  parameters: { topic: /event/Bench_Event__e, begin: earliest }
                  steps:
                    - setHeader: { name: kafka.KEY, simple: "${body[Device__c]}" }
                    - to: { uri: casewire-journal, parameters: { topic: bench-out } }
            """;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(
            names = "--events",
            defaultValue = "1000000",
            description = "measured per run, in two hundreds (default: ${DEFAULT-VALUE})")
    private int events = 1_000_000;

    @Option(names = "--warm-up", defaultValue = "1000000", description = "before (default: ${DEFAULT-VALUE})")
    private int warmUp = 1_000_000;

    private final List<Double> published = new ArrayList<>();
    private final List<Double> journaled = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        options.measure("events", this::measure);
        return options.report(List.of(
                Row.of("Published by a route, from Kafka", "events/s", Spread.of(published), ">= 10,000/s"),
                Row.of(
                        "Handled by a route, committed with their positions",
                        "events/s",
                        Spread.of(journaled),
                        ">= 10,000/s")));
    }

    private void measure(int run, Path work) throws IOException, InterruptedException {
        Path metadata = options.home.resolve("salesforce-metadata/force-app/main/default");
        Path both = work.resolve("metadata");
        BenchContent.copy(metadata, both);
        BenchMetadata.write(both);
        try (OrgProcess org = OrgProcess.startWith("org", work, options.home, both, "--data=" + work.resolve("org"))) {
            measure(run, work, org);
        }
    }

    private void measure(int run, Path work, OrgProcess org) throws IOException, InterruptedException {
        Files.writeString(work.resolve("secret"), "casewire-local");
        Connector.prepare(work, options.home, 0, org.settings());
        Files.writeString(work.resolve("content/camel-routes/50-bench.camel.yaml"), ROUTES);
        try (Connector connector = Connector.start(work);
                TopicCounts counts = new TopicCounts(connector.kafka())) {
            counts.create(OUT, 1);
            counts.create(IN, 1);
            int all = warmUp + events;
            try (Child load = Child.load("load", work, arguments(connector, all));
                    DecidedOffsets taken = new DecidedOffsets(connector.kafka(), GROUP, IN);
                    CommittedRecords arrived = new CommittedRecords(connector.kafka(), OUT)) {
                List<MiddleRate.Sample> ins = new ArrayList<>();
                List<MiddleRate.Sample> outs = TopicCounts.sampleUntil(
                        () -> {
                            long now = taken.total() * BenchEvents.IN_RECORD;
                            ins.add(new MiddleRate.Sample(System.nanoTime(), now));
                            return arrived.total();
                        },
                        all,
                        PATIENCE);
                load.awaitSuccess(PATIENCE);
                published.add(MiddleRate.of(ins, warmUp, all));
                journaled.add(MiddleRate.of(outs, warmUp, all));
                Thread.sleep(1_000);
                if (arrived.total() != all) {
                    throw new BenchException(arrived.total() + " events arrived of " + all);
                }
            }
        }
        options.progress(
                "events",
                run,
                "published %,.0f/s, handled and committed %,.0f/s",
                published.get(published.size() - 1),
                journaled.get(journaled.size() - 1));
    }

    private static List<String> arguments(Connector connector, int all) {
        return List.of("events", "--kafka=" + connector.kafka(), "--topic=" + IN, "--events=" + all);
    }
}
