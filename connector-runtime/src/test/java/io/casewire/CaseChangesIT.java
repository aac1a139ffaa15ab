package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people make of Cases comes back by device, each once, also what happened while the connector was down. */
class CaseChangesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = ConnectorProcess.PATIENCE;
    private static final String CONDITION = "|machine-maintenance/overstrain";

    @TempDir
    private Path folder;

    @Test
    void shouldHearWhatPeopleMakeOfCases() throws Exception {
        // Given: Cases that the connector itself closes when all is well again
        Path content = TestContent.shipped()
                .change(
                        "mappings/case.yaml",
                        yaml -> yaml.replace(
                                "{ target: Status, from: '\"New\"', write: create }",
                                "{ target: Status, from: 'if (.episode.open) \"New\" else \"Closed\"', write: always }"))
                .writeTo(Files.createDirectory(folder.resolve("content")));
        int port = TestPorts.free();
        Files.writeString(folder.resolve("secret"), "casewire-local");
        try (TestOrg org = TestOrg.prepared(port, folder.resolve("org"))) {
            try (ConnectorProcess connector =
                    new ConnectorProcess(folder, content, Map.of("org", org.settingsWithEvents(port)))) {
                connector.awaitReady();
                Set<String> devices = Set.of("press", "drill", "lathe", "mill", "saw|2");
                Set<String> expected = new TreeSet<>();
                try (Telemetry machines = new Telemetry(connector.mqtt())) {
                    for (String device : devices) {
                        machines.publish(device, true);
                        expected.add(device.replace("|", "%7C") + CONDITION);
                    }
                    connector.awaitCases(expected, SOON);
                    // What the connector does is none of this.
                    machines.publish("saw|2", false);
                }
                await().atMost(SOON).until(() -> !org.query("SELECT Id FROM Case WHERE IsClosed = true")
                        .isEmpty());
                Map<String, String> cases = cases(org);
                org.update("Case", cases.get("press"), Map.of("Status", "Closed"));
                await().atMost(SOON).until(() -> changes(connector).containsKey("press"));

                // When
                connector.kill();
                org.send(
                        "POST",
                        "/local-org/merge",
                        JSON.writeValueAsBytes(
                                Map.of("master", cases.get("lathe"), "losers", List.of(cases.get("drill")))),
                        Map.of());
                org.send("DELETE", "/services/data/v62.0/sobjects/Case/" + cases.get("mill"), new byte[0], Map.of());
                org.update(
                        "Case",
                        cases.get("lathe"),
                        Map.of(
                                "Casewire_False_Alarm__c",
                                true,
                                "Casewire_Snoozed_Until__c",
                                "2030-01-01T00:00:00.000+0000"));
                org.update("Case", cases.get("lathe"), Map.of("Subject", "nobody wants to know"));
                connector.start();
                connector.awaitReady();
                await().atMost(SOON).until(() -> changes(connector).size() == 4);

                // Then
                Map<String, JsonNode> changes = changes(connector);
                assertThat(changes.keySet()).containsExactly("drill", "lathe", "mill", "press");
                assertThat(changes.get("press").path("closed").asBoolean()).isTrue();
                assertThat(changes.get("press").path("deleted").asBoolean()).isFalse();
                assertThat(changes.get("press").path("caseId").asText()).isEqualTo(cases.get("press"));
                assertThat(changes.get("press").path("episode").asText()).startsWith("press" + CONDITION);
                assertThat(changes.get("drill").path("mergedInto").asText()).isEqualTo(cases.get("lathe"));
                assertThat(changes.get("mill").path("deleted").asBoolean()).isTrue();
                assertThat(changes.get("mill").has("mergedInto")).isFalse();
                assertThat(changes.get("lathe").path("falseAlarm").asBoolean()).isTrue();
                assertThat(changes.get("lathe").path("snoozedUntil").asLong()).isEqualTo(1_893_456_000_000L);
                assertThat(connector.status().path("findings")).isEmpty();

                // And: the closed Case stays closed; the next trouble is a new one
                String episode = changes.get("press").path("episode").asText();
                await().atMost(SOON)
                        .until(() -> connector.explain(episode).body().contains("closed by people"));
                try (Telemetry machines = new Telemetry(connector.mqtt())) {
                    machines.publish("press", false);
                    machines.publish("press", true);
                }
                String ofPress = "SELECT Status FROM Case WHERE Casewire_Episode_Key__c LIKE 'press|%'";
                await().atMost(SOON).until(() -> org.query(ofPress).size() == 2);
                assertThat(org.query(ofPress))
                        .extracting(found -> found.path("Status").asText())
                        .containsExactlyInAnyOrder("Closed", "New");
                connector.awaitIdleAfter(Duration.ofSeconds(1));
            }
        }
    }

    @Test
    void shouldWriteToTheCaseThatPeopleOpenedAlready() throws Exception {
        // Given
        Path content = TestContent.shipped().writeTo(Files.createDirectory(folder.resolve("content")));
        int port = TestPorts.free();
        Files.writeString(folder.resolve("secret"), "casewire-local");
        try (TestOrg org = TestOrg.prepared(port, folder.resolve("org"));
                ConnectorProcess connector =
                        new ConnectorProcess(folder, content, Map.of("org", org.settingsWithEvents(port)))) {
            connector.awaitReady();
            try (Telemetry machines = new Telemetry(connector.mqtt())) {
                Set<String> devices = Set.of("press", "drill", "lathe", "mill", "saw");
                for (String device : devices) {
                    machines.publish(device, false);
                }
                Map<String, String> assets = new TreeMap<>();
                await().atMost(SOON).until(() -> {
                    for (JsonNode asset : org.query("SELECT Id, Casewire_Device_Id__c FROM Asset")) {
                        assets.put(
                                asset.path("Casewire_Device_Id__c").asText(),
                                asset.path("Id").asText());
                    }
                    return assets.keySet().containsAll(devices);
                });

                // When: of these, one is about another device by now, one is closed, and one is of another customer
                String rattles = org.create("Case", ofPeople("it rattles", assets.get("press")));
                String moved = org.create("Case", ofPeople("it leaks", assets.get("drill")));
                org.update("Case", moved, Map.of("AssetId", assets.get("lathe")));
                String closed = org.create("Case", ofPeople("it smells", assets.get("mill")));
                org.update("Case", closed, Map.of("Status", "Closed"));
                Map<String, Object> another = new TreeMap<>(ofPeople("it hums", assets.get("saw")));
                another.put("AccountId", org.create("Account", Map.of("Name", "Another")));
                String hums = org.create("Case", another);
                await().atMost(SOON).until(() -> events(connector) == 7);
                Set<String> expected = new TreeSet<>();
                for (String device : devices) {
                    machines.publish(device, true);
                    expected.add(device + CONDITION);
                }
                connector.awaitCases(expected, SOON);

                // Then: what people wrote stays, and the rest is there
                Map<String, String> cases = cases(org);
                assertThat(cases).containsEntry("press", rattles).containsEntry("lathe", moved);
                assertThat(cases).doesNotContainValue(closed).doesNotContainValue(hums);
                assertThat(org.query("SELECT Id FROM Case")).hasSize(7);
                String all = "SELECT Subject, Origin, Status, Priority, Description, Casewire_Reason__c,"
                        + " Casewire_Severity__c, Casewire_Cleared_At__c FROM Case WHERE Id = '";
                JsonNode taken = org.query(all + rattles + "'").get(0);
                assertThat(taken.path("Subject").asText()).isEqualTo("it rattles");
                assertThat(taken.path("Origin").asText()).isEqualTo("Phone");
                assertThat(taken.path("Priority").asText()).isEqualTo("Low");
                assertThat(taken.path("Description").asText())
                        .isNotBlank()
                        .isEqualTo(taken.path("Casewire_Reason__c").asText());
                String key = org.query("SELECT Casewire_Episode_Key__c FROM Case WHERE Id = '" + rattles + "'")
                        .get(0)
                        .path("Casewire_Episode_Key__c")
                        .asText();
                assertThat(connector.explain(key).body()).contains("\"takeOver\":\"" + rattles + "\"");
                await().atMost(SOON)
                        .until(() -> org.query("SELECT Id FROM Casewire_Episode__c WHERE Case__c = '" + rattles + "'")
                                        .size()
                                == 1);

                // And: it is the episode's from now on, and people have the last word about it
                machines.publish("press", false);
                await().atMost(SOON)
                        .until(() -> org.query(all + rattles + "'").get(0).hasNonNull("Casewire_Cleared_At__c"));
                org.update("Case", moved, Map.of("Status", "Closed"));
                String ofLathe = org.query("SELECT Casewire_Episode_Key__c FROM Case WHERE Id = '" + moved + "'")
                        .get(0)
                        .path("Casewire_Episode_Key__c")
                        .asText();
                await().atMost(SOON)
                        .until(() -> connector.explain(ofLathe).body().contains("closed by people"));
                assertThat(connector.status().path("findings")).isEmpty();
            }
        }
    }

    private static Map<String, Object> ofPeople(String subject, String asset) {
        return Map.of("Subject", subject, "Origin", "Phone", "Priority", "Low", "AssetId", asset);
    }

    private static int events(ConnectorProcess connector) {
        return TopicReader.read(connector.kafka(), "casewire.device-events").size();
    }

    /** Ids by device. */
    private static Map<String, String> cases(TestOrg org) throws Exception {
        Map<String, String> cases = new TreeMap<>();
        for (JsonNode found :
                org.query("SELECT Id, Casewire_Episode_Key__c FROM Case WHERE Casewire_Episode_Key__c != null")) {
            String key = found.path("Casewire_Episode_Key__c").asText();
            cases.put(key.substring(0, key.indexOf('|')), found.path("Id").asText());
        }
        return cases;
    }

    /** By device; each has one. */
    private static Map<String, JsonNode> changes(ConnectorProcess connector) {
        Map<String, JsonNode> changes = new TreeMap<>();
        for (ConsumerRecord<String, byte[]> record : TopicReader.read(connector.kafka(), "casewire.device-events")) {
            assertThat(changes.put(record.key(), read(record.value())))
                    .as("twice: %s", new String(record.value(), StandardCharsets.UTF_8))
                    .isNull();
        }
        return changes;
    }

    private static JsonNode read(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
