package io.casewire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.ConnectorProcess;
import io.casewire.Telemetry;
import io.casewire.TestContent;
import io.casewire.TestOrg;
import io.casewire.TestPorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code casewire reconcile}, with an org in which somebody changed, deleted, and restored a backup. */
class ReconcileIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = ConnectorProcess.PATIENCE;

    @TempDir
    private Path folder;

    private CliRun cli;

    @BeforeEach
    void start() {
        cli = new CliRun(folder.resolve("casewire.yaml"));
    }

    @Test
    void shouldFindAndRepairWhatTheOrgDoesNotHold() throws Exception {
        int port = TestPorts.free();
        Files.writeString(folder.resolve("secret"), "casewire-local");
        try (TestOrg org = TestOrg.prepared(port, folder.resolve("org"));
                ConnectorProcess connector =
                        new ConnectorProcess(folder, TestContent.machines(), Map.of("org", TestOrg.settings(port)))) {
            connector.awaitReady();
            try (Telemetry machines = new Telemetry(connector.mqtt())) {
                // Given: a backup from before there was a Case
                machines.publish("press", false);
                machines.publish("saw", false);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(org.query("SELECT Casewire_Last_Reading_At__c FROM Asset"
                                        + " WHERE Casewire_Last_Reading_At__c != null"))
                                .hasSize(2));
                connector.awaitIdleAfter(Duration.ofSeconds(1));
                control(org, "snapshots/before");
                machines.publish("press", true);
                machines.publish("saw", true);
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(org.query("SELECT Id FROM Casewire_Episode__c"))
                        .hasSize(2));
                connector.awaitIdleAfter(Duration.ofSeconds(1));
            }
            assertThat(reconcile().path("states").has("differs")).isFalse();
            assertThat(cli.run("reconcile")).as(cli.output()).isZero();
            assertThat(cli.output()).contains("as decided");

            changedByHand(org);
            deletedByPeople(org);
            restored(org, connector);
        }
    }

    private void changedByHand(TestOrg org) throws Exception {
        org.update("Case", caseOf(org, "press"), Map.of("Casewire_Reason__c", "Somebody's words", "Subject", "Mine"));

        assertThat(cli.run("reconcile")).isEqualTo(1);
        assertThat(cli.output())
                .contains("Case", "of mapping 'case' is different in the org: Casewire_Reason__c", "--repair")
                .doesNotContain("Subject");
        assertThat(cli.run("reconcile", "--repair")).isZero();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        org.query("SELECT Casewire_Reason__c, Subject FROM Case WHERE Asset.Name = 'press'"))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.path("Casewire_Reason__c").asText()).contains("torque");
                    assertThat(it.path("Subject").asText())
                            .as("what is theirs stays")
                            .isEqualTo("Mine");
                }));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(cli.run("reconcile")).isZero());
    }

    private void deletedByPeople(TestOrg org) throws Exception {
        String id = caseOf(org, "saw");
        assertThat(org.send("DELETE", "/services/data/v62.0/sobjects/Case/" + id, new byte[0], Map.of())
                        .isOk())
                .isTrue();
        assertThat(cli.run("reconcile", "--repair", "--recreate")).isZero();
        assertThat(cli.output()).contains("1 deleted or merged by people");
        assertThat(org.query("SELECT Id FROM Case")).hasSize(1);
    }

    private void restored(TestOrg org, ConnectorProcess connector) throws Exception {
        control(org, "snapshots/before/restore");
        assertThat(org.query("SELECT Id FROM Case")).isEmpty();

        JsonNode answer = reconcile();
        assertThat(answer.path("states").path("gone").asInt())
                .as(answer.toString())
                .isGreaterThanOrEqualTo(2);
        assertThat(cli.run("reconcile", "--repair")).isEqualTo(1);
        assertThat(cli.output()).contains("gone without a trace", "--recreate");
        assertThat(org.query("SELECT Id FROM Case")).isEmpty();
        assertThat(cli.run("reconcile", "--recreate", "--mapping", "case")).isZero();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(devices(org)).containsExactlyInAnyOrder("press", "saw"));
        cli.run("reconcile", "--recreate");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(org.query("SELECT Case__r.Id FROM Casewire_Episode__c"))
                .isNotEmpty());
        connector.awaitIdleAfter(Duration.ofSeconds(1));
        assertThat(devices(org)).as("once").containsExactlyInAnyOrder("press", "saw");
    }

    private static List<String> devices(TestOrg org) throws Exception {
        return org.query("SELECT Asset.Name FROM Case").stream()
                .map(it -> it.at("/Asset/Name").asText())
                .toList();
    }

    private static String caseOf(TestOrg org, String device) throws Exception {
        return org.query("SELECT Id FROM Case WHERE Asset.Name = '" + device + "'")
                .get(0)
                .path("Id")
                .asText();
    }

    private static void control(TestOrg org, String what) {
        assertThat(org.send("POST", "/local-org/" + what, new byte[0], Map.of()).isOk())
                .isTrue();
    }

    private JsonNode reconcile() throws Exception {
        cli.run("reconcile", "--json");
        return JSON.readTree(cli.output());
    }
}
