package io.casewire.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.benchmarks.org.OrgClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

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
        if (OrgLog.isByAPerson(entry)) {
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
        TopicRecords.each(kafka, CONSENTS, record -> {
            if (CURRENT.equals(record.key())) {
                current.put(
                        Instant.ofEpochMilli(record.timestamp()),
                        Instant.ofEpochMilli(
                                JSON.readTree(record.value()).path("asOf").asLong()));
            }
        });
        return current;
    }
}
