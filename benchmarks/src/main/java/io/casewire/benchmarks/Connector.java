package io.casewire.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A connector in a process of its own, reached only by what it announces in {@code run.json}. */
final class Connector implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofMinutes(3);
    private static final Duration CALM_PATIENCE = Duration.ofMinutes(3);
    private static final Duration CALM = Duration.ofSeconds(3);
    /** Where its work shows: what it decided, and what the org answered. */
    private static final List<String> WORK = List.of("casewire.parties", "casewire.writes", "casewire.receipts");

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Child child;
    private final JsonNode run;
    private final Duration start;

    private Connector(Child child, JsonNode run, Duration start) {
        this.child = child;
        this.run = run;
        this.start = start;
    }

    /** Prepares a folder: content and configuration, no data yet. */
    static void prepare(Path work, Path home, int furtherRules) throws IOException {
        prepare(work, home, furtherRules, "{ port: 28443 }");
    }

    /** @param org as in {@code casewire.yaml} */
    static void prepare(Path work, Path home, int furtherRules, String org) throws IOException {
        BenchContent.write(home.toAbsolutePath().normalize(), work.resolve("content"), furtherRules);
        Files.writeString(
                work.resolve("casewire.yaml"),
                """
                dataFolder: data
                contentFolder: content
                kafka: { port: 29092 }
                mqtt: { port: 21883 }
                console: { port: 28480 }
                org: %s
                """
                        .formatted(org));
    }

    /** Starts it on a prepared folder and returns when it is ready. */
    static Connector start(Path work) throws IOException, InterruptedException {
        Path announcement = work.resolve("data").resolve("run.json");
        // A killed process leaves its own behind.
        Files.deleteIfExists(announcement);
        long begin = System.nanoTime();
        Child child = Child.start(
                "connector",
                work,
                Child.connectorClassPath(),
                // What the launcher gives this process is what it gives the connector.
                ManagementFactory.getRuntimeMXBean().getInputArguments(),
                "io.casewire.cli.Main",
                List.of("run", "--config", work.resolve("casewire.yaml").toString()));
        while (!isReady(announcement)) {
            if (!child.isAlive() || System.nanoTime() - begin > START_PATIENCE.toNanos()) {
                BenchException failure = child.failed("did not become ready");
                child.kill();
                throw failure;
            }
            Thread.sleep(5);
        }
        Duration start = Duration.ofNanos(System.nanoTime() - begin);
        return new Connector(child, new ObjectMapper().readTree(announcement.toFile()), start);
    }

    private static boolean isReady(Path announcement) throws InterruptedException {
        if (!Files.exists(announcement)) {
            return false;
        }
        try {
            String console = new ObjectMapper()
                    .readTree(announcement.toFile())
                    .path("console")
                    .asText();
            HttpRequest request = HttpRequest.newBuilder(URI.create(console + "/health/ready"))
                    .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** From exec to ready. */
    Duration startTime() {
        return start;
    }

    String kafka() {
        return run.path("kafka").asText();
    }

    String mqtt() {
        return run.path("mqtt").asText();
    }

    String org() {
        return run.path("org").asText();
    }

    /** Waits until it has nothing left to tell the org, or as long as it may. */
    void awaitCalm() throws InterruptedException, IOException {
        long giveUp = System.nanoTime() + CALM_PATIENCE.toNanos();
        try (TopicCounts counts = new TopicCounts(kafka())) {
            long before = -1;
            long work = counts.end(WORK);
            while (work != before && System.nanoTime() < giveUp) {
                Thread.sleep(CALM.toMillis());
                requireAlive();
                before = work;
                work = counts.end(WORK);
            }
        }
    }

    void requireAlive() throws IOException {
        if (!child.isAlive()) {
            throw child.failed("ended by itself");
        }
    }

    /** Memory of its own in MB: not the files it maps. */
    double anonymousMegabytes() throws IOException {
        return child.memoryMegabytes("RssAnon");
    }

    /** For what needs a URI. */
    URI orgUrl() {
        return URI.create(org());
    }

    void kill() throws InterruptedException {
        child.kill();
    }

    @Override
    public void close() throws InterruptedException {
        child.close();
    }
}
