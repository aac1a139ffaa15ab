package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Case belongs to people: what the connector writes later leaves their choice alone. */
class CaseOwnerIT {
    @TempDir
    private Path folder;

    @Test
    void shouldLeaveTheCaseToTheAgentWhoTookIt_throughTenUpdates() throws Exception {
        // Given: a Case that tells every change at once
        Path content = TestContent.shipped()
                .change(
                        "rules/machine-maintenance/overstrain.drl",
                        drl -> drl.replace("@severity( \"high\" )", "@severity( \"high\" ) @update( \"100ms\" )"))
                .change("mappings/case.yaml", yaml -> yaml.replace(
                                " and (.episode.transition != \"updated\" or .rollUp)", "")
                        .replace("atMost: { writes: 4, per: 1h }", "atMost: { writes: 100, per: 1m }"))
                .writeTo(Files.createDirectory(folder.resolve("content")));
        int port = TestPorts.free();
        Files.writeString(folder.resolve("secret"), "casewire-local");
        try (TestOrg org = TestOrg.prepared(port, folder.resolve("org"));
                ConnectorProcess connector =
                        new ConnectorProcess(folder, content, Map.of("org", TestOrg.settings(port)))) {
            connector.awaitReady();
            try (Telemetry machines = new Telemetry(connector.mqtt())) {
                machines.publish("press", true);
                connector.awaitCases(Set.of("press|machine-maintenance/overstrain"), ConnectorProcess.PATIENCE);
                JsonNode opened = org.query("SELECT Id, OwnerId, Subject, Casewire_Reason__c FROM Case")
                        .get(0);

                // When: an agent takes it, raises it and words it anew
                String agent = org.create("User", agent(org));
                assertThat(opened.path("OwnerId").asText()).isNotEqualTo(agent);
                String id = opened.path("Id").asText();
                org.update("Case", id, Map.of("OwnerId", agent, "Priority", "Low", "Subject", "Press: order a tool"));
                Set<String> reasons =
                        new HashSet<>(Set.of(opened.path("Casewire_Reason__c").asText()));
                for (int update = 1; update <= 10; update++) {
                    machines.publish("devices/press/telemetry", Telemetry.reading(Instant.now(), 230 + update));
                    await().atMost(ConnectorProcess.PATIENCE)
                            .until(() -> reasons.add(org.query("SELECT Casewire_Reason__c FROM Case")
                                    .get(0)
                                    .path("Casewire_Reason__c")
                                    .asText()));
                }

                // Then
                JsonNode now =
                        org.query("SELECT OwnerId, Priority, Subject FROM Case").get(0);
                assertThat(now.path("OwnerId").asText()).isEqualTo(agent);
                assertThat(now.path("Priority").asText()).isEqualTo("Low");
                assertThat(now.path("Subject").asText()).isEqualTo("Press: order a tool");
            }
        }
    }

    private static Map<String, String> agent(TestOrg org) throws Exception {
        return Map.of(
                "Username", "agent@casewire.invalid",
                "LastName", "Agent",
                "Alias", "agent",
                "Email", "agent@casewire.invalid",
                "TimeZoneSidKey", "UTC",
                "LocaleSidKey", "en_US",
                "EmailEncodingKey", "UTF-8",
                "LanguageLocaleKey", "en_US",
                "ProfileId",
                        org.query("SELECT Id FROM Profile ORDER BY Name LIMIT 1")
                                .get(0)
                                .path("Id")
                                .asText());
    }
}
