package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backlog of writes that are not urgent, by a real Bulk API job, through a connector that is killed meanwhile. */
class BulkIT {
    private static final int MACHINES = 60;

    @TempDir
    private Path folder;

    @Test
    void shouldBringABacklogToTheOrgByAJobAlthoughItIsKilled() throws Exception {
        int port = TestPorts.free();
        Files.writeString(folder.resolve("secret"), "casewire-local");
        try (TestOrg org = TestOrg.prepared(port, folder.resolve("org"));
                ConnectorProcess connector = new ConnectorProcess(
                        folder,
                        TestContent.machines(),
                        Map.of("org", TestOrg.settings(port), "delivery", "{ bulkFrom: 50 }"))) {
            org.createAll("Asset", assets(org));
            connector.awaitReady();

            // When: every machine is heard, and the connector dies as soon as the org has a job
            try (Telemetry machines = new Telemetry(connector.mqtt())) {
                for (int i = 0; i < MACHINES; i++) {
                    machines.publish("press-" + i, false);
                }
            }
            await().atMost(ConnectorProcess.PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> !requests(org, "/jobs/ingest").isEmpty());
            connector.kill();
            connector.start();
            connector.awaitReady();

            // Then: every Asset shows it, and no collection was needed for that
            await().atMost(ConnectorProcess.PATIENCE).untilAsserted(() -> assertThat(
                            org.query("SELECT Id FROM Asset WHERE Casewire_Last_Reading_At__c != null"))
                    .hasSize(MACHINES));
            connector.awaitIdleAfter(Duration.ofSeconds(1));
            assertThat(requests(org, "/composite/sobjects/Asset")).isEmpty();
            assertThat(requests(org, "/batches")).hasSizeBetween(1, 2);
            assertThat(connector.status().path("findings")).isEmpty();
        }
    }

    private static List<Map<String, Object>> assets(TestOrg org) throws Exception {
        String account = org.create("Account", Map.of("Name", "Machine owner"));
        List<Map<String, Object>> assets = new ArrayList<>();
        for (int i = 0; i < MACHINES; i++) {
            assets.add(Map.of("Name", "Press " + i, "Casewire_Device_Id__c", "press-" + i, "AccountId", account));
        }
        return assets;
    }

    /** The calls whose path holds this. */
    private static List<String> requests(TestOrg org, String part) {
        List<String> paths = new ArrayList<>();
        for (JsonNode request : org.requests()) {
            String path = request.path("path").asText();
            if (path.contains(part)) {
                paths.add(request.path("method").asText() + " " + path);
            }
        }
        return paths;
    }
}
