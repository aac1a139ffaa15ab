package io.casewire.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

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
        int twice = 0;
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                    .map(info -> new TopicPartition(TOPIC, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    JsonNode event = JSON.readTree(record.value());
                    if (event.path("closed").asBoolean()) {
                        heard.add(id(event.path("caseId").asText()));
                    }
                    Long before =
                            seen.putIfAbsent(new String(record.value(), StandardCharsets.UTF_8), record.timestamp());
                    boolean again = before != null
                            && positionsLost.stream()
                                    .noneMatch(lost -> lost.toEpochMilli() >= before - 10_000
                                            && lost.toEpochMilli() - 10_000 <= record.timestamp());
                    twice += again ? 1 : 0;
                }
            }
        }
        int unheard = (int)
                closed.stream().filter(closing -> !heard.contains(id(closing))).count();
        return new CaseEvents(twice, unheard);
    }

    /** The part of an id that tells it from others. */
    private static String id(String id) {
        return id.substring(0, Math.min(COUNTING, id.length()));
    }
}
