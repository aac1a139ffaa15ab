package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person says in the org counts a moment later, while nothing is read from the org by schedule. */
class ConsentLiveIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OBJECTED = "HasOptedOutProcessing";

    @TempDir
    private Path folder;

    @Test
    void shouldHeedAnObjectionAndItsEnd() throws Exception {
        // Given
        Path content = TestContent.shipped()
                .change("mappings/identity.yaml", yaml -> yaml.replace("refresh: 5s", "refresh: 1h"))
                .writeTo(Files.createDirectory(folder.resolve("content")));
        int port = TestPorts.free();
        Files.writeString(folder.resolve("secret"), "casewire-local");
        try (TestOrg org = TestOrg.prepared(port, folder.resolve("org"))) {
            org.control("settings", "{\"consentEventStream\":true}");
            String pressOwner = owner(org, "press", false);
            String drillOwner = owner(org, "drill", true);
            org.create(
                    "Lead",
                    Map.of(
                            "LastName",
                            "drill",
                            "Company",
                            "drill works",
                            "IndividualId",
                            drillOwner,
                            "DoNotCall",
                            true));
            String millOwner = owner(org, "mill", false);
            String purpose = org.create("DataUsePurpose", Map.of("Name", "Machine maintenance"));
            try (ConnectorProcess connector =
                    new ConnectorProcess(folder, content, Map.of("org", org.settingsWithEvents(port)))) {
                connector.awaitReady();
                assertThat(lastSaid(connector, pressOwner)).containsEntry("Individual." + OBJECTED, false);

                // When
                org.update("Individual", pressOwner, Map.of(OBJECTED, true));
                org.update("Individual", drillOwner, Map.of(OBJECTED, false));
                org.create(
                        "PartyConsent",
                        Map.of(
                                "Name",
                                "no",
                                "PartyId",
                                millOwner,
                                "PrivacyConsentStatus",
                                "OptOut",
                                "DataUsePurposeId",
                                purpose));
                await().atMost(ConnectorProcess.PATIENCE)
                        .until(() -> objects(connector, pressOwner) && !objects(connector, drillOwner));
                // Each look starts a Java process.
                await().atMost(ConnectorProcess.PATIENCE).until(() -> verdict(shown(connector, millOwner))
                        .path("reason")
                        .asText()
                        .equals("said no to this purpose"));
                // An entry counts for decisions a second after it was written.
                Thread.sleep(1_500);
                try (Telemetry machines = new Telemetry(connector.mqtt())) {
                    machines.publish("press", true);
                    machines.publish("drill", true);
                    machines.publish("mill", true);
                }

                // Then
                connector.awaitCases(Set.of("drill|machine-maintenance/overstrain"), ConnectorProcess.PATIENCE);
                connector.awaitIdleAfter(Duration.ofSeconds(1));
                assertThat(connector.cases()).containsExactly("drill|machine-maintenance/overstrain");
                assertThat(lastSaid(connector, drillOwner))
                        .as("what was said elsewhere still counts")
                        .containsEntry("Lead.DoNotCall", true);
                assertThat(connector.status().path("findings")).isEmpty();

                // And: it is told, as it is and as it was
                JsonNode statement =
                        last(shown(connector, millOwner).path("history")).at("/statements/0");
                assertThat(statement.path("answer").asText()).isEqualTo("optOut");
                assertThat(statement.path("purpose").asText()).isEqualTo("Machine maintenance");
                assertThat(statement.path("record").asText()).startsWith("PartyConsent 9Pc");
                assertThat(last(shown(connector, millOwner).path("history"))
                                .path("offset")
                                .asLong())
                        .isPositive();
                assertThat(connector.status().path("readsPerDay").asLong()).isGreaterThan(1_000);
                JsonNode now = shown(connector, pressOwner);
                assertThat(verdict(now).path("allowed").asBoolean()).isFalse();
                assertThat(verdict(now).path("reason").asText()).isEqualTo("opted out");
                assertThat(now.at("/devices/0").asText()).isEqualTo("press");
                assertThat(now.path("history")).hasSize(2);
                JsonNode before = shown(connector, pressOwner, "--as-of", before(now));
                assertThat(verdict(before).path("allowed").asBoolean()).isTrue();
                assertThat(connector
                                .command("consent", "show", "0PK000000000000AAA")
                                .waitFor())
                        .isEqualTo(3);
                assertThat(connector
                                .command("consent", "show", pressOwner, "--as-of", "yesterday")
                                .waitFor())
                        .isEqualTo(2);
            }
        }
    }

    private JsonNode shown(ConnectorProcess connector, String person, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("consent", "show", person, "--json"));
        arguments.addAll(List.of(more));
        Path output = folder.resolve("consent.log");
        Files.deleteIfExists(output);
        assertThat(connector.command(arguments.toArray(String[]::new)).waitFor())
                .isZero();
        return JSON.readTree(
                Files.readString(output).lines().reduce((first, last) -> last).orElseThrow());
    }

    private static JsonNode verdict(JsonNode shown) {
        for (JsonNode verdict : shown.path("verdicts")) {
            if (verdict.path("purpose").asText().equals("machine-maintenance")) {
                return verdict;
            }
        }
        throw new AssertionError("no verdict on machine-maintenance in " + shown);
    }

    private static JsonNode last(JsonNode array) {
        return array.path(array.size() - 1);
    }

    /** A moment before the last change. */
    private static String before(JsonNode shown) {
        JsonNode history = shown.path("history");
        return Instant.parse(history.path(history.size() - 1).path("from").asText())
                .minusMillis(1)
                .toString();
    }

    /** @return the id of the person whose machine it is */
    private static String owner(TestOrg org, String device, boolean objects) throws Exception {
        String account = org.create("Account", Map.of("Name", device + " works"));
        String individual = org.create("Individual", Map.of("LastName", device, OBJECTED, objects));
        String contact =
                org.create("Contact", Map.of("LastName", device, "AccountId", account, "IndividualId", individual));
        org.create(
                "Asset",
                Map.of("Name", device, "Casewire_Device_Id__c", device, "AccountId", account, "ContactId", contact));
        return individual;
    }

    private static boolean objects(ConnectorProcess connector, String person) {
        return lastSaid(connector, person).get("Individual." + OBJECTED);
    }

    private static Map<String, Boolean> lastSaid(ConnectorProcess connector, String person) {
        List<JsonNode> said = TopicReader.read(connector.kafka(), "casewire.consents").stream()
                .filter(record -> person.equals(record.key()))
                .map(record -> parse(record.value()))
                .toList();
        assertThat(said).isNotEmpty();
        return JSON.convertValue(
                said.get(said.size() - 1).path("flags"),
                JSON.getTypeFactory().constructMapType(Map.class, String.class, Boolean.class));
    }

    private static JsonNode parse(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
