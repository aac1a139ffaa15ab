package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Who works on a machine says so in Salesforce, and gets no Case for it. */
@Execution(ExecutionMode.CONCURRENT)
class MaintenanceIT {
    private static final String OVERSTRAIN = "|machine-maintenance/overstrain";

    @TempDir
    private Path folder;

    @Test
    void shouldMakeNoCaseWhileSomebodyWorksOnTheMachine_andOneForWhatIsStillSoAfterwards() throws Exception {
        int port = TestPorts.free();
        Files.writeString(folder.resolve("secret"), "casewire-local");
        try (TestOrg org = TestOrg.prepared(port, folder.resolve("org"))) {
            // Given: work on one of two machines, until tomorrow
            String account = org.create("Account", Map.of("Name", "Works"));
            String press = org.create(
                    "Asset",
                    Map.of(
                            "Name",
                            "Press",
                            "AccountId",
                            account,
                            "Casewire_Device_Id__c",
                            "press",
                            "Casewire_Maintenance_From__c",
                            inUtc(Duration.ofHours(-1)),
                            "Casewire_Maintenance_To__c",
                            inUtc(Duration.ofDays(1))));
            org.create("Asset", Map.of("Name", "Mill", "AccountId", account, "Casewire_Device_Id__c", "mill"));
            try (ConnectorProcess connector = new ConnectorProcess(
                            folder, TestContent.machines(), Map.of("org", TestOrg.settings(port)));
                    Telemetry machines = new Telemetry(connector.mqtt())) {
                connector.awaitReady();

                // When: both are driven too hard
                machines.publish("press", true);
                machines.publish("mill", true);

                // Then
                connector.awaitCases(Set.of("mill" + OVERSTRAIN), ConnectorProcess.PATIENCE);

                // And: when the work is over, and not before
                Instant over = Instant.now();
                org.update("Asset", press, Map.of("Casewire_Maintenance_To__c", inUtc(Duration.ofMinutes(-1))));
                await().atMost(ConnectorProcess.PATIENCE)
                        .pollInterval(Duration.ofSeconds(1))
                        .until(() -> {
                            machines.publish("press", true);
                            return connector.cases().size() == 2;
                        });
                connector.awaitCases(Set.of("mill" + OVERSTRAIN, "press" + OVERSTRAIN), ConnectorProcess.PATIENCE);
                assertThat(openedAt(org, press)).isAfterOrEqualTo(over.truncatedTo(ChronoUnit.SECONDS));
            }
        }
    }

    private static Instant openedAt(TestOrg org, String asset) throws Exception {
        String opened = org.query("SELECT CreatedDate FROM Case WHERE AssetId = '" + asset + "'")
                .get(0)
                .path("CreatedDate")
                .asText();
        return Instant.parse(opened.replace("+0000", "Z"));
    }

    private static String inUtc(Duration fromNow) {
        return Instant.now().plus(fromNow).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
