package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a demo ends with: what the fleet counted from outside, beside what the connector counted. */
final class DemoSummary {
    private DemoSummary() {}

    /**
     * @param fleet the machines' last line; empty where there were none
     * @param packs that of the other devices, likewise
     */
    static Map<String, Object> of(Instance instance, JsonNode fleet, JsonNode packs) {
        MeterRegistry meters = instance.meters();
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put(
                "readings", fleet.path("acked").asLong() + packs.path("acked").asLong());
        summary.put("decisions", count(meters, "casewire.decisions"));
        summary.put("writes", count(meters, "casewire.writes"));
        summary.put("apiCalls", count(meters, "casewire.calls"));
        if (!fleet.isEmpty()) {
            summary.put("casesCreated", fleet.path("cases").asLong());
            for (String counted : List.of("expectedCases", "deadLetters", "lost", "duplicates")) {
                summary.put(counted, fleet.path(counted).asLong());
            }
            Map<String, Object> latency = new LinkedHashMap<>();
            for (String percentile : List.of("p50", "p95", "p99")) {
                latency.put(percentile, fleet.path("latencyMs").path(percentile).asDouble());
            }
            summary.put("latencyMs", latency);
        }
        packs.path("packs").properties().forEach(pack -> summary.put(pack.getKey(), ofPack(pack.getValue())));
        return summary;
    }

    private static Map<String, Object> ofPack(JsonNode counted) {
        Map<String, Object> pack = new LinkedHashMap<>();
        counted.properties()
                .forEach(one -> pack.put(one.getKey(), one.getValue().asLong()));
        return pack;
    }

    static long count(MeterRegistry meters, String name) {
        return (long) meters.find(name).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
