package io.casewire.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.benchmarks.org.BenchMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A local org in a process of its own, as {@code casewire org start} starts it. */
final class OrgProcess implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOAD_PATIENCE = Duration.ofMinutes(10);

    private final Child child;
    private final Path work;
    private final JsonNode facts;
    private final Duration start;

    private OrgProcess(Child child, Path work, JsonNode facts, Duration start) {
        this.child = child;
        this.work = work;
        this.facts = facts;
        this.start = start;
    }

    /** Without anything in it: what starting costs. */
    static OrgProcess startEmpty(Path work, Path home) throws IOException, InterruptedException {
        return start("empty", work, home, List.of());
    }

    /**
     * With what the loads write deployed, and room in all of its limits.
     *
     * @param name of its files in the folder
     * @param arguments of {@code org start}
     */
    static OrgProcess startForLoad(String name, Path work, Path home, String... arguments)
            throws IOException, InterruptedException {
        Path metadata = work.resolve("metadata");
        BenchMetadata.write(metadata);
        return startWith(name, work, home, metadata, arguments);
    }

    /** With metadata deployed, and room in all of its limits. */
    static OrgProcess startWith(String name, Path work, Path home, Path metadata, String... arguments)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--metadata=" + metadata);
        OrgProcess org = start(name, work, home, all);
        OrgLimits.raise(org.url());
        return org;
    }

    private static OrgProcess start(String name, Path work, Path home, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("org", "start", "--json", "--port=38443", "--pubsub-port=37443"));
        all.addAll(arguments);
        long begin = System.nanoTime();
        Child child = Child.casewire(name, work, home, all);
        try {
            child.awaitOutput("}", START_PATIENCE);
            Duration start = Duration.ofNanos(System.nanoTime() - begin);
            return new OrgProcess(child, work, new ObjectMapper().readTree(child.output()), start);
        } catch (IOException | InterruptedException e) {
            child.close();
            throw e;
        }
    }

    /** From exec to its first line. */
    Duration startTime() {
        return start;
    }

    String url() {
        return facts.path("url").asText();
    }

    /** The lines of {@code casewire.yaml} that lead to it; the secret is in a file beside. */
    String settings() {
        return "{ url: \"%s\", pubSub: \"http://%s\", clientId: casewire, clientSecret: \"${file:secret}\" }"
                .formatted(url(), pubSub());
    }

    /** Where its Pub/Sub API answers, without TLS. */
    String pubSub() {
        return facts.path("pubSub").asText();
    }

    /** Runs a load against it to its end, and returns what it did per second. */
    double load(String kind, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("org", kind, "--org=" + url()));
        if (kind.equals("publish") || kind.equals("subscribe")) {
            all.add("--pubsub=" + pubSub());
        }
        all.addAll(List.of(arguments));
        try (Child load = Child.load(kind + "-" + System.nanoTime(), work, all)) {
            load.awaitSuccess(LOAD_PATIENCE);
            return new ObjectMapper().readTree(load.output()).path("perSecond").asDouble();
        }
    }

    double residentMegabytes() throws IOException {
        return child.memoryMegabytes("VmRSS");
    }

    @Override
    public void close() throws InterruptedException {
        child.close();
    }
}
