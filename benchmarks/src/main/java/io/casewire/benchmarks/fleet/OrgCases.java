package io.casewire.benchmarks.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.benchmarks.machine.Condition;
import io.casewire.benchmarks.machine.Devices;
import io.casewire.benchmarks.org.OrgClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the org holds of the fleet: Cases of its episodes, and who opted out. */
final class OrgCases {
    /** Salesforce writes {@code 2026-01-31T12:00:00.000+0000}. */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX]")
            .toFormatter();

    private final OrgClient org;
    private final int devices;
    private final Map<String, Row> rows = new TreeMap<>();
    private Instant from;

    /** A Case as the org tells it. */
    record Row(String key, Instant createdAt) {}

    /** @param from Cases created earlier are of no interest */
    OrgCases(OrgClient org, int devices, Instant from) {
        this.org = org;
        this.devices = devices;
        this.from = from;
    }

    /** All Cases of the fleet's devices that were created since the start. */
    List<Row> refresh() throws IOException, InterruptedException {
        List<JsonNode> page =
                org.query("SELECT Id, Casewire_Episode_Key__c, CreatedDate FROM Case WHERE CreatedDate >= "
                        + literal(from) + " AND Casewire_Episode_Key__c != null ORDER BY CreatedDate, Id");
        for (JsonNode row : page) {
            Instant createdAt = time(row.path("CreatedDate"));
            rows.put(
                    row.path("Id").asText(),
                    new Row(row.path("Casewire_Episode_Key__c").asText(), createdAt));
            // A transaction that commits late carries an earlier time: look back a little.
            Instant next = createdAt.minus(Duration.ofSeconds(5));
            from = next.isAfter(from) ? next : from;
        }
        List<Row> ours = new ArrayList<>();
        for (Row row : rows.values()) {
            EpisodeKey key = EpisodeKey.parse(row.key());
            if (key == null || Devices.number(key.device(), devices) > 0) {
                ours.add(row);
            }
        }
        return ours;
    }

    /** Keeps from the schedule what an earlier run's episodes, open or not long closed, would swallow. */
    void restAfterEarlierRuns(Schedule schedule, Instant now) throws IOException, InterruptedException {
        List<JsonNode> recent = org.query("SELECT Casewire_Episode_Key__c FROM Case"
                + " WHERE Casewire_Episode_Key__c != null AND (Casewire_Cleared_At__c = null OR LastModifiedDate >= "
                + literal(now.minus(Schedule.REST)) + ")");
        for (JsonNode row : recent) {
            EpisodeKey key =
                    EpisodeKey.parse(row.path("Casewire_Episode_Key__c").asText());
            int device = key == null ? 0 : Devices.number(key.device(), devices);
            for (Condition condition : Condition.values()) {
                if (key != null && device > 0 && condition.label().equals(key.condition())) {
                    schedule.rest(device, condition, now.plus(Schedule.REST));
                }
            }
        }
    }

    /** Numbers of the devices whose person objected to processing or asked to be forgotten. */
    BitSet optedOut() throws IOException, InterruptedException {
        BitSet optedOut = new BitSet();
        List<JsonNode> assets = org.query("SELECT Casewire_Device_Id__c FROM Asset WHERE Casewire_Device_Id__c != null"
                + " AND (Contact.Individual.HasOptedOutProcessing = true OR Contact.Individual.ShouldForget = true)");
        for (JsonNode asset : assets) {
            int number = Devices.number(asset.path("Casewire_Device_Id__c").asText(), devices);
            if (number > 0) {
                optedOut.set(number);
            }
        }
        return optedOut;
    }

    static Instant time(JsonNode value) {
        return OffsetDateTime.parse(value.asText(), TIME).toInstant();
    }

    private static String literal(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
