package io.casewire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.ConnectorProcess;
import io.casewire.Telemetry;
import io.casewire.TestContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code casewire dead-letters}, on letters of every kind. */
class DeadLettersIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RULE = "|machine-maintenance/overstrain";
    private static final Duration PATIENCE = ConnectorProcess.PATIENCE;

    @TempDir
    private Path folder;

    private CliRun cli;

    @BeforeEach
    void start() {
        cli = new CliRun(folder.resolve("casewire.yaml"));
    }

    @Test
    void shouldLetPeopleWorkWithWhatCouldNotBeHandled() throws Exception {
        Map<String, String> small = Map.of("ingest", "{ maxPayload: 2000 }");
        try (ConnectorProcess connector = new ConnectorProcess(folder, TestContent.machines(), small)) {
            connector.awaitReady();
            assertThat(cli.run("dead-letters", "list")).isZero();
            assertThat(cli.output()).contains("no dead letters");

            try (Telemetry machines = new Telemetry(connector.mqtt())) {
                String reading = new String(Telemetry.reading(Instant.now(), 230), StandardCharsets.UTF_8);
                String large = reading.replace("{", "{\"note\":\"" + "x".repeat(3_000) + "\",");
                machines.publish("devices/large/telemetry", large.getBytes(StandardCharsets.UTF_8));
                machines.publish(
                        "devices/broken/telemetry", reading.substring(1).getBytes(StandardCharsets.UTF_8));
                machines.publish("devices/useless/telemetry", new byte[] {(byte) 0xff, 0, 27});
                awaitLetters(3);
                refusesCase(connector);
                machines.publish("press", true);
                awaitLetters(5);
            }

            editAndRetry("ingest", "large", connector);
            editAndRetry("quality", "broken", connector);
            retriesADecisionOfThisOrg(connector);
            discardsTheRest();

            // And: all of it is written down
            assertThat(list("--all")).hasSize(5);
            assertThat(list("--all").stream().map(letter -> letter.path("state").asText()))
                    .containsExactlyInAnyOrder("retried", "retried", "retried", "retried", "discarded");
        }
    }

    /** Another payload goes the way of the first one. */
    private void editAndRetry(String stage, String device, ConnectorProcess connector) throws Exception {
        // Given: it can be looked at
        JsonNode letter = list("--stage", stage).stream()
                .filter(it -> (it.path("topic").asText() + it.path("key").asText()).contains(device))
                .findFirst()
                .orElseThrow();
        String id = letter.path("id").asText();
        Path file = folder.resolve("payload.json");
        assertThat(cli.run("dead-letters", "show", id, "--to", file.toString())).isZero();
        assertThat(Files.readString(file)).contains("toolWear");

        // When: what is still wrong stays
        if (stage.equals("ingest")) {
            assertThat(cli.run("dead-letters", "retry", id)).isEqualTo(1);
            assertThat(cli.output())
                    .contains("0 sent again", letter.path("code").asText());
        }
        Files.write(file, Telemetry.reading(Instant.now(), 230));
        assertThat(cli.run("dead-letters", "edit", id, "--from", file.toString(), "--reason", "cut it"))
                .isZero();
        assertThat(cli.run("dead-letters", "show", id)).isZero();
        assertThat(cli.output()).contains("edited", "\"toolWear\":230.0");
        assertThat(cli.run("dead-letters", "retry", id, "--dry-run")).isZero();
        assertThat(cli.output()).contains("1 would be sent again");
        assertThat(cli.run("dead-letters", "retry", id)).isZero();

        // Then: it is decided, and not sent a second time
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(connector.cases()).contains(device + RULE));
        assertThat(cli.run("dead-letters", "retry", id)).isEqualTo(1);
        assertThat(cli.output()).contains("LETTER-001", id, "retried already");
    }

    /** The Case was refused, and its episode with it. */
    private void retriesADecisionOfThisOrg(ConnectorProcess connector) throws Exception {
        assertThat(list("--stage", "delivery").stream()
                        .map(letter -> letter.path("code").asText()))
                .containsExactlyInAnyOrder("ORG-003", "ORG-006");
        JsonNode refused = list("--code", "ORG-003").get(0);
        String id = refused.path("id").asText();

        // When: somebody makes another record of it
        Path file = folder.resolve("write.json");
        assertThat(cli.run("dead-letters", "show", id, "--to", file.toString())).isZero();
        ObjectNode write = (ObjectNode) JSON.readTree(file.toFile());
        JSON.writeValue(file.toFile(), write.deepCopy().put("key", "another"));
        assertThat(cli.run("dead-letters", "edit", id, "--from", file.toString(), "--reason", "?"))
                .isEqualTo(1);
        assertThat(cli.output()).contains("LETTER-001", "have to stay");

        // When: or a shorter subject
        write.withObjectProperty("create").put("Subject", "Press: overstrain");
        JSON.writeValue(file.toFile(), write);
        assertThat(cli.run("dead-letters", "edit", id, "--from", file.toString(), "--reason", "too long"))
                .isZero();
        assertThat(cli.run("dead-letters", "retry", "--stage", "delivery", "--json"))
                .isZero();
        assertThat(JSON.readTree(cli.output()).path("retried")).hasSize(2);

        // Then
        connector.awaitCases(Set.of("large" + RULE, "broken" + RULE, "press" + RULE), PATIENCE);
        assertThat(connector.cases()).hasSize(3);
        assertThat(connector.query("SELECT Subject FROM Case").findValuesAsText("Subject"))
                .contains("Press: overstrain");
        assertThat(connector
                        .query("SELECT Id FROM Casewire_Episode__c")
                        .path("totalSize")
                        .asInt())
                .isEqualTo(3);
    }

    private void discardsTheRest() throws Exception {
        // Then: bytes that are no text are shown as such
        String id = list().get(0).path("id").asText();
        assertThat(cli.run("dead-letters", "show", id)).isZero();
        assertThat(cli.output()).contains("ff 00 1b");

        // When
        assertThat(cli.run("dead-letters", "discard", "--reason", "noise")).isEqualTo(1);
        assertThat(cli.output()).contains("name their ids, or a filter");
        assertThat(cli.run("dead-letters", "discard", "--all", "--reason", "noise"))
                .isZero();
        assertThat(cli.run("dead-letters", "list")).isZero();
        assertThat(cli.output()).contains("no dead letters");
        assertThat(cli.run("dead-letters", "retry", "9-9")).isEqualTo(1);
        assertThat(cli.output()).contains("no such dead letter");
        assertThat(cli.run("dead-letters", "show", "none")).isEqualTo(3);
    }

    private void refusesCase(ConnectorProcess connector) {
        assertThat(cli.run(
                        "org",
                        "fault",
                        "add",
                        "rowError",
                        "--object",
                        "Case",
                        "--error-code",
                        "STRING_TOO_LONG",
                        "--times",
                        "1",
                        "--org",
                        connector.org()))
                .as(cli.output())
                .isZero();
    }

    private void awaitLetters(int expected) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> assertThat(list())
                .hasSize(expected));
    }

    private List<JsonNode> list(String... filter) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("dead-letters", "list", "--json"));
        arguments.addAll(List.of(filter));
        assertThat(cli.run(arguments.toArray(String[]::new))).as(cli.output()).isZero();
        List<JsonNode> letters = new ArrayList<>();
        JSON.readTree(cli.output()).path("deadLetters").forEach(letters::add);
        return letters;
    }
}
