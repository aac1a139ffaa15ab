package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.casewire.localorg.LocalOrg;
import io.casewire.localorg.http.RequestLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing of a person leaves on consent that is older than the purpose allows; it waits, and is told of. */
class ConsentAgeIT {
    private static final Duration MAX_AGE = Duration.ofSeconds(6);
    private static final Duration SOON = ConnectorProcess.PATIENCE;

    @TempDir
    private Path folder;

    @Test
    void shouldHoldWhatConsentIsTooOldFor() throws Exception {
        // Given
        Path content = TestContent.shipped()
                .change(
                        "consent/purposes.yaml",
                        yaml -> yaml.replace("maxConsentAge: 1h", "maxConsentAge: " + MAX_AGE.toSeconds() + "s"))
                .writeTo(Files.createDirectory(folder.resolve("content")));
        int port = TestPorts.free();
        Files.writeString(folder.resolve("secret"), "casewire-local");
        try (TestOrg org = TestOrg.prepared(port, folder.resolve("org"))) {
            String account = org.create("Account", Map.of("Name", "Works"));
            String individual = org.create("Individual", Map.of("LastName", "Owner"));
            String contact = org.create(
                    "Contact", Map.of("LastName", "Owner", "AccountId", account, "IndividualId", individual));
            asset(org, "press", Map.of("AccountId", account, "ContactId", contact));
            asset(org, "drill", Map.of("AccountId", account));
            try (ConnectorProcess connector =
                            new ConnectorProcess(folder, content, Map.of("org", TestOrg.settings(port)));
                    Telemetry machines = connected(connector)) {
                // When: the org takes writes, and says nothing any more
                silence(org);
                connector.awaitFinding("CONSENT-003");
                machines.publish("press", true);
                machines.publish("drill", true);

                // Then: an organisation's machine needs no consent
                await().atMost(SOON).until(() -> devices(org).equals(List.of("drill")));
                Thread.sleep(3_000);
                assertThat(devices(org)).containsExactly("drill");

                // And when it speaks again, everything is read before the first write
                long before = last(org).number();
                org.send("DELETE", "/local-org/faults", new byte[0], Map.of());
                await().atMost(SOON).until(() -> devices(org).equals(List.of("drill", "press")));
                assertThat(wholeReadPrecedesCase(org.local().requestLog().after(before, 10_000)))
                        .isTrue();
                await().atMost(SOON)
                        .until(() -> connector.status().path("findings").isEmpty());
            }
        }
    }

    private static Telemetry connected(ConnectorProcess connector) throws Exception {
        connector.awaitReady();
        return new Telemetry(connector.mqtt());
    }

    private static void asset(TestOrg org, String device, Map<String, String> owner) throws Exception {
        Map<String, String> fields = new HashMap<>(owner);
        fields.put("Name", device);
        fields.put("Casewire_Device_Id__c", device);
        org.create("Asset", fields);
    }

    /** It answers no query of the connector's user. */
    private static void silence(TestOrg org) {
        String fault = "{\"kind\":\"error\",\"endpoint\":\"/query*\",\"errorCode\":\"SERVER_UNAVAILABLE\",\"user\":\""
                + LocalOrg.INTEGRATION_USERNAME + "\"}";
        assertThat(org.send("POST", "/local-org/faults", fault.getBytes(StandardCharsets.UTF_8), Map.of())
                        .isOk())
                .isTrue();
    }

    /** Those that have a Case, in order. */
    private static List<String> devices(TestOrg org) throws Exception {
        return org.query("SELECT Asset.Name FROM Case ORDER BY Asset.Name").stream()
                .map(found -> found.at("/Asset/Name").asText())
                .toList();
    }

    private static RequestLog.Entry last(TestOrg org) {
        List<RequestLog.Entry> entries = org.local().requestLog().entries();
        return entries.get(entries.size() - 1);
    }

    /** A whole read asks for the org itself first. */
    private static boolean wholeReadPrecedesCase(List<RequestLog.Entry> entries) {
        boolean read = false;
        for (RequestLog.Entry entry : entries) {
            read |= entry.status() == 200 && "Organization".equals(entry.object());
            boolean makesCases = "Case".equals(entry.object()) || "graph".equals(entry.object());
            if (makesCases && entry.committed() != null) {
                return read;
            }
        }
        return false;
    }
}
