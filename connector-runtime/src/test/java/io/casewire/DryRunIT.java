package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code delivery.mode: dryRun}: everything is decided and planned, and the org stays as it is. */
class DryRunIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void shouldPlanEverythingAndWriteNothing() throws Exception {
        int port = TestPorts.free();
        Files.writeString(folder.resolve("secret"), "casewire-local");
        try (TestOrg org = TestOrg.prepared(port, folder.resolve("org"));
                ConnectorProcess connector = new ConnectorProcess(
                        folder,
                        TestContent.machines(),
                        Map.of("org", TestOrg.settings(port), "delivery", "{ mode: dryRun }"))) {
            org.create("Asset", asset(org));
            connector.awaitReady();

            // When
            try (Telemetry machines = new Telemetry(connector.mqtt())) {
                machines.publish("press", true);
            }

            // Then: the Case and its episode got as far as the call
            await().atMost(ConnectorProcess.PATIENCE)
                    .untilAsserted(() -> assertThat(dryReceipts(connector)).isEqualTo(2));
            connector.awaitIdleAfter(Duration.ofSeconds(1));
            assertThat(org.query("SELECT Id FROM Case")).isEmpty();
            assertThat(org.query("SELECT Id FROM Casewire_Episode__c")).isEmpty();
            assertThat(connector.status().path("findings")).isEmpty();

            // And: what it would have cost is known
            JsonNode budget = connector.budget();
            assertThat(budget.at("/apiCalls/spent").asLong()).isBetween(2L, 10L);
            assertThat(budget.at("/apiCalls/byMapping/case").asLong()).isPositive();
            assertThat(budget.at("/apiCalls/left").asLong()).isBetween(70_000L, 80_000L);
            assertThat(budget.path("allowances").findValuesAsText("name"))
                    .contains("DailyApiRequests", "HourlyPublishedPlatformEvents", "DataStorageMB");
        }
    }

    private static Map<String, String> asset(TestOrg org) throws Exception {
        String account = org.create("Account", Map.of("Name", "Machine owner"));
        return Map.of("Name", "Press", "Casewire_Device_Id__c", "press", "AccountId", account);
    }

    private static long dryReceipts(ConnectorProcess connector) throws Exception {
        long count = 0;
        for (var record : TopicReader.read(connector.kafka(), "casewire.receipts")) {
            JsonNode receipt = JSON.readTree(record.value());
            if (receipt.path("result").asText().equals("DRY_RUN")) {
                count++;
            }
        }
        return count;
    }
}
