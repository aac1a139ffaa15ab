package io.casewire.benchmarks.fleet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.Map;

/** A run's output: JSON, one object a line. */
final class Lines {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_EXAMPLES = 10;

    private final PrintStream out;

    Lines(PrintStream out) {
        this.out = out;
    }

    /** @param t seconds since the first reading was due */
    void progress(long t, long published, long acked, long readingsPerSecond) {
        print(JSON.createObjectNode()
                .put("t", t)
                .put("published", published)
                .put("acked", acked)
                .put("readingsPerSecond", readingsPerSecond));
    }

    void result(long published, long refused, long redelivered, Verdict verdict) {
        print(json(published, refused, redelivered, verdict));
    }

    /** @param past messages of before the beginning */
    void published(long published, long past) {
        print(JSON.createObjectNode().put("published", published).put("past", past));
    }

    /** @param figures by pack and name */
    void packs(long acked, long refused, Map<String, Map<String, Long>> figures) {
        ObjectNode line =
                JSON.createObjectNode().put("final", true).put("acked", acked).put("refused", refused);
        line.set("packs", JSON.valueToTree(figures));
        print(line);
    }

    static ObjectNode json(long published, long refused, long redelivered, Verdict verdict) {
        ObjectNode line = JSON.createObjectNode()
                .put("final", true)
                .put("published", published)
                .put("acked", verdict.acked())
                .put("refused", refused)
                .put("found", verdict.found())
                .put("redelivered", redelivered)
                .put("deadLetters", verdict.deadLetters())
                .put("drops", verdict.drops())
                .put("undecided", verdict.undecided())
                .put("expectedCases", verdict.expectedCases())
                .put("lateEpisodes", verdict.lateEpisodes())
                .put("cases", verdict.cases())
                .put("missingCases", verdict.missing().size())
                .put("duplicateCases", verdict.duplicates())
                .put("foreignCases", verdict.foreignCases())
                .put("lost", verdict.lost())
                .put("duplicates", verdict.duplicates());
        put(line.putObject("latencyMs"), verdict.latency());
        put(line.putObject("severeLatencyMs"), verdict.severe());
        ArrayNode missing = line.putArray("missing");
        verdict.missing().stream().limit(MOST_EXAMPLES).forEach(episode -> missing.add(episode.toString()));
        ArrayNode unexpected = line.putArray("unexpected");
        verdict.unexpected().stream().limit(MOST_EXAMPLES).forEach(unexpected::add);
        return line;
    }

    private static void put(ObjectNode into, Latencies latencies) {
        into.put("samples", latencies.samples())
                .put("p50", latencies.p50())
                .put("p95", latencies.p95())
                .put("p99", latencies.p99())
                .put("max", latencies.max());
    }

    private void print(ObjectNode line) {
        synchronized (out) {
            out.println(line);
            out.flush();
        }
    }
}
