package io.casewire.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.benchmarks.org.OrgClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** How old what was known of consent was when something about a person came in at the org. */
final class ConsentAges {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONSENTS = "casewire.consents";
    private static final String CURRENT = "current";

    private ConsentAges() {}

    /**
     * The oldest.
     *
     * @param log read to its end
     * @param since before it nobody but the fleet wrote
     * @return zero when nothing came in
     */
    static Duration oldest(OrgLog log, Instant since, OrgClient org, String kafka)
            throws IOException, InterruptedException {
        NavigableMap<Instant, Instant> current = current(kafka);
        Map<String, String> owners = Revocations.owners(org);
        Duration oldest = Duration.ZERO;
        for (JsonNode entry : log.entries()) {
            Instant cameIn = Instant.parse(entry.path("time").asText());
            if (cameIn.isAfter(since) && isAboutAPerson(entry, owners)) {
                Map.Entry<Instant, Instant> known = current.floorEntry(cameIn);
                Duration age = Duration.between(known == null ? since : known.getValue(), cameIn);
                oldest = age.compareTo(oldest) > 0 ? age : oldest;
            }
        }
        return oldest;
    }

    private static boolean isAboutAPerson(JsonNode entry, Map<String, String> owners) {
        // What people change in the org themselves is no write of ours.
        if (entry.path("user").asText().equals(OrgLog.PERSON)) {
            return false;
        }
        for (JsonNode record : entry.path("records")) {
            if (owners.containsKey(record.asText())) {
                return true;
            }
        }
        return false;
    }

    /** By the time it stood in Kafka: up to when all that was said was there too. */
    private static NavigableMap<Instant, Instant> current(String kafka) throws IOException {
        NavigableMap<Instant, Instant> current = new TreeMap<>();
        TopicPartition partition = new TopicPartition(CONSENTS, 0);
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (CURRENT.equals(record.key())) {
                        current.put(
                                Instant.ofEpochMilli(record.timestamp()),
                                Instant.ofEpochMilli(JSON.readTree(record.value())
                                        .path("asOf")
                                        .asLong()));
                    }
                }
            }
        }
        return current;
    }
}
