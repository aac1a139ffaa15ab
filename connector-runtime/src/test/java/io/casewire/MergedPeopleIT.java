package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.casewire.localorg.LocalOrg;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits for the org still names the people of then; whom they were merged into is whom it is about. */
class MergedPeopleIT {
    private static final Duration SOON = ConnectorProcess.PATIENCE;

    @TempDir
    private Path folder;

    @Test
    void shouldFollowMergedContactsAndAccounts() throws Exception {
        // Given
        Path content = TestContent.shipped().writeTo(Files.createDirectory(folder.resolve("content")));
        int port = TestPorts.free();
        Files.writeString(folder.resolve("secret"), "casewire-local");
        try (TestOrg org = TestOrg.prepared(port, folder.resolve("org"))) {
            String account = org.create("Account", Map.of("Name", "Works"));
            String sameAccount = org.create("Account", Map.of("Name", "Works Ltd"));
            String individual = org.create("Individual", Map.of("LastName", "Owner"));
            String contact = org.create(
                    "Contact", Map.of("LastName", "Owner", "AccountId", account, "IndividualId", individual));
            String sameContact = org.create(
                    "Contact", Map.of("LastName", "The owner", "AccountId", sameAccount, "IndividualId", individual));
            org.create(
                    "Asset",
                    Map.of(
                            "Name",
                            "press",
                            "Casewire_Device_Id__c",
                            "press",
                            "AccountId",
                            account,
                            "ContactId",
                            contact));
            try (ConnectorProcess connector =
                    new ConnectorProcess(folder, content, Map.of("org", TestOrg.settings(port)))) {
                connector.awaitReady();
                takesNothing(org);
                try (Telemetry machines = new Telemetry(connector.mqtt())) {
                    machines.publish("press", true);
                }
                await().atMost(SOON)
                        .until(() -> connector.status().path("writesWaiting").asInt() > 0);

                // When
                merge(org, sameContact, contact);
                merge(org, sameAccount, account);
                org.send("DELETE", "/local-org/faults", new byte[0], Map.of());

                // Then
                await().atMost(SOON).untilAsserted(() -> assertThat(org.query("SELECT ContactId, AccountId FROM Case"))
                        .singleElement()
                        .satisfies(found -> {
                            assertThat(found.path("ContactId").asText()).isEqualTo(sameContact);
                            assertThat(found.path("AccountId").asText()).isEqualTo(sameAccount);
                        }));
                await().atMost(SOON)
                        .until(() -> connector.status().path("writesWaiting").asInt() == 0);
                assertThat(connector.status().path("findings").toString()).doesNotContain("ORG-0");
            }
        }
    }

    private static void takesNothing(TestOrg org) {
        String fault =
                "{\"kind\":\"error\",\"endpoint\":\"/composite*\",\"errorCode\":\"SERVER_UNAVAILABLE\",\"user\":\""
                        + LocalOrg.INTEGRATION_USERNAME + "\"}";
        assertThat(org.send("POST", "/local-org/faults", fault.getBytes(StandardCharsets.UTF_8), Map.of())
                        .isOk())
                .isTrue();
    }

    private static void merge(TestOrg org, String master, String loser) {
        byte[] body =
                ("{\"master\": \"" + master + "\", \"losers\": [\"" + loser + "\"]}").getBytes(StandardCharsets.UTF_8);
        assertThat(org.send("POST", "/local-org/merge", body, Map.of()).isOk()).isTrue();
    }
}
