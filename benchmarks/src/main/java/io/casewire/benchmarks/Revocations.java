package io.casewire.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.benchmarks.org.OrgClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What came of people's objections, as the org and Kafka saw it: when each was committed in the org, when it stood in
 * {@code casewire.consents}, and when the last write about that person came in.
 */
final class Revocations {
    /** A call may be on its way when an objection comes in. */
    static final Duration GRACE = Duration.ofMillis(250);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONSENTS = "casewire.consents";

    private final Map<String, Instant> committed = new HashMap<>();
    private final Map<String, Instant> lastWrite = new HashMap<>();
    private final Map<String, Instant> appended = new HashMap<>();

    /**
     * Finds them.
     *
     * @param log read to its end
     * @param people the Individuals who objected, and nobody else
     */
    static Revocations of(OrgLog log, OrgClient org, String kafka, Set<String> people)
            throws IOException, InterruptedException {
        Revocations found = new Revocations();
        Map<String, String> owners = owners(org);
        log.entries().forEach(entry -> found.take(entry, owners, people));
        found.readTopic(kafka, people);
        return found;
    }

    /** Of whose objection nothing stands in Kafka yet. */
    static int unheard(String kafka, Set<String> people) throws IOException {
        Revocations found = new Revocations();
        found.readTopic(kafka, people);
        return people.size() - found.heard();
    }

    /** Whose record it is, by the record's id. */
    static Map<String, String> owners(OrgClient org) throws IOException, InterruptedException {
        Map<String, String> owners = new HashMap<>();
        for (String soql : List.of(
                "SELECT Id, Contact.IndividualId FROM Asset WHERE Contact.IndividualId != null",
                "SELECT Id, Contact.IndividualId FROM Case WHERE Contact.IndividualId != null",
                "SELECT Id, Contact__r.IndividualId FROM Casewire_Episode__c WHERE Contact__r.IndividualId != null")) {
            for (JsonNode record : org.query(soql)) {
                JsonNode contact = record.has("Contact") ? record.path("Contact") : record.path("Contact__r");
                owners.put(
                        record.path("Id").asText(), contact.path("IndividualId").asText());
            }
        }
        return owners;
    }

    private void take(JsonNode entry, Map<String, String> owners, Set<String> people) {
        Instant cameIn = Instant.parse(entry.path("time").asText());
        for (JsonNode record : entry.path("records")) {
            String id = record.asText();
            if (people.contains(id) && entry.path("method").asText().equals("PATCH")) {
                committed.put(id, Instant.parse(entry.path("committed").asText()));
            }
            String owner = owners.get(id);
            if (owner != null && !OrgLog.isByAPerson(entry)) {
                lastWrite.merge(owner, cameIn, (one, other) -> one.isAfter(other) ? one : other);
            }
        }
    }

    private void readTopic(String kafka, Set<String> people) throws IOException {
        TopicRecords.each(kafka, CONSENTS, record -> {
            if (people.contains(record.key())
                    && JSON.readTree(record.value())
                            .at("/flags/Individual.HasOptedOutProcessing")
                            .asBoolean()) {
                appended.putIfAbsent(record.key(), Instant.ofEpochMilli(record.timestamp()));
            }
        });
    }

    /** From the commit in the org to the last write about that person that came in, in milliseconds; 0 for none after. */
    List<Double> untilLastWrite() {
        return since(lastWrite);
    }

    /** From the commit in the org to the entry in Kafka, in milliseconds. */
    List<Double> untilAppended() {
        return since(appended);
    }

    private List<Double> since(Map<String, Instant> times) {
        List<Double> spans = new ArrayList<>();
        committed.forEach((person, commit) -> {
            Instant time = times.getOrDefault(person, Instant.MIN);
            spans.add(time.isBefore(commit) ? 0 : Duration.between(commit, time).toNanos() / 1e6);
        });
        return spans.stream().sorted().toList();
    }

    /** People written about longer than {@link #GRACE} after their objection stood in Kafka. */
    long leaks() {
        return appended.entrySet().stream()
                .filter(entry -> lastWrite
                        .getOrDefault(entry.getKey(), Instant.MIN)
                        .isAfter(entry.getValue().plus(GRACE)))
                .count();
    }

    /** How many of them reached Kafka. */
    int heard() {
        return appended.size();
    }
}
