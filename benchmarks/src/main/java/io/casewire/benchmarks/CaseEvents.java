package io.casewire.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What people made of Cases, as it stands in {@code casewire.device-events}.
 *
 * @param twice events that stand there more than once, beside those that were read again after a position was lost
 * @param unheard Cases that people closed and of which nothing stands there
 */
record CaseEvents(int twice, int unheard) {
    private static final String TOPIC = "casewire.device-events";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int COUNTING = 15;

    static CaseEvents of(String kafka, Set<String> closed, List<Instant> positionsLost) throws IOException {
        Map<String, Long> seen = new HashMap<>();
        Set<String> heard = new HashSet<>();
        AtomicInteger twice = new AtomicInteger();
        TopicRecords.each(kafka, TOPIC, record -> {
            JsonNode event = JSON.readTree(record.value());
            if (event.path("closed").asBoolean()) {
                heard.add(id(event.path("caseId").asText()));
            }
            Long before = seen.putIfAbsent(new String(record.value(), StandardCharsets.UTF_8), record.timestamp());
            boolean again = before != null
                    && positionsLost.stream()
                            .noneMatch(lost -> lost.toEpochMilli() >= before - 10_000
                                    && lost.toEpochMilli() - 10_000 <= record.timestamp());
            twice.addAndGet(again ? 1 : 0);
        });
        int unheard = (int)
                closed.stream().filter(closing -> !heard.contains(id(closing))).count();
        return new CaseEvents(twice.get(), unheard);
    }

    /** The part of an id that tells it from others. */
    private static String id(String id) {
        return id.substring(0, Math.min(COUNTING, id.length()));
    }
}
