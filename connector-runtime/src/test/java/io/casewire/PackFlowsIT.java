package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What devices of each pack say becomes work for people, as shipped: the Case, and what its flow makes of the launch. */
class PackFlowsIT {
    private static final Duration SOON = ConnectorProcess.PATIENCE;

    @TempDir
    private Path folder;

    private TestOrg org;

    @Test
    void shouldGiveEachPacksPeopleTheirWork() throws Exception {
        // Given: what has to last lasts for two seconds here
        int port = TestPorts.free();
        Files.writeString(folder.resolve("secret"), "casewire-local");
        Path content = TestContent.shipped()
                .change("rules/retail/shelf-empty.drl", drl -> drl.replace("@hold( \"15m\" )", "@hold( \"2s\" )"))
                .change("rules/health/deteriorating.drl", drl -> drl.replace("@hold( \"20m\" )", "@hold( \"2s\" )"))
                .change("mappings/signals/machines.yaml", yaml -> yaml.replace("window: 4h", "window: 2s"))
                .change(
                        "rules/machine-maintenance/visit-due.drl",
                        drl -> drl.replace("@hold( \"10m\" )", "@hold( \"1s\" )"))
                .withoutCases()
                .writeAllTo(Files.createDirectory(folder.resolve("content")));
        try (TestOrg running = TestOrg.prepared(port, folder.resolve("org"))) {
            org = running;
            asset("customer-1", true);
            asset("bed-7", true);
            asset("shelf-3", false);
            asset("press-1", false);
            Map<String, String> settings = Map.of("org", org.settingsWithEvents(port));
            try (ConnectorProcess connector = new ConnectorProcess(folder, content, settings)) {
                connector.awaitReady();
                try (Telemetry devices = new Telemetry(connector.mqtt())) {
                    // When
                    signIn(devices, connector);
                    last(devices, "wards/bed-7/vitals", vitals());
                    last(devices, "stores/shelf-3/shelf", "\"stock\":1");
                    last(devices, "devices/press-1/telemetry", worn());

                    // Then
                    await().atMost(SOON).untilAsserted(() -> assertThat(work())
                            .containsExactlyInAnyOrderEntriesOf(Map.of(
                                    "Freeze the account", "customer-1",
                                    "Review the patient", "bed-7",
                                    "Fill the shelf", "shelf-3",
                                    "Change the tool before it breaks", "press-1")));
                    await().atMost(SOON).untilAsserted(() -> assertThat(org.notifications())
                            .extracting(it -> it.get("body"))
                            .containsExactly("bed-7: open the Case."));
                }
            }
        }
    }

    /** Two places too far apart; the app is asked, and the customer says that it was not her. */
    private void signIn(Telemetry devices, ConnectorProcess connector) throws Exception {
        String sign =
                "\"country\":\"%s\",\"deviceCountry\":\"DE\",\"latitude\":%s,\"longitude\":%s,\"newDevice\":false";
        Instant now = Instant.now();
        say(devices, "logins/customer-1/attempt", now.minusSeconds(60), sign.formatted("DE", "52.5", "13.4"));
        say(devices, "logins/customer-1/attempt", now, sign.formatted("SG", "1.35", "103.8"));
        await().atMost(SOON).until(() -> TopicReader.read(connector.kafka(), "casewire.commands").stream()
                .anyMatch(record -> new String(record.value(), StandardCharsets.UTF_8).contains("step-up")));
        assertThat(work()).isEmpty();
        say(devices, "logins/customer-1/answer", now.plusSeconds(1), "\"denied\":true");
    }

    /** A score of 7 and more: the emergency team. */
    private static String vitals() {
        return "\"respirationRate\":26,\"saturation\":91,\"oxygen\":true,\"systolic\":108,\"pulse\":114,\"alert\":true,"
                + "\"temperature\":38.4";
    }

    private static String worn() {
        return "\"type\":\"H\",\"airTemperature\":300.0,\"processTemperature\":311.0,\"rotationalSpeed\":1500,"
                + "\"torque\":40,\"toolWear\":240";
    }

    private static void last(Telemetry devices, String topic, String fields) throws Exception {
        for (int i = 0; i < 4; i++) {
            say(devices, topic, Instant.now(), fields);
            Thread.sleep(1_000);
        }
    }

    private static void say(Telemetry devices, String topic, Instant at, String fields) throws Exception {
        String time = topic.startsWith("devices/") ? "ts" : "at";
        String payload = "{\"" + time + "\":\"" + at + "\"," + fields + "}";
        devices.publish(topic, payload.getBytes(StandardCharsets.UTF_8));
    }

    private void asset(String device, boolean person) throws Exception {
        Map<String, Object> fields = new TreeMap<>(Map.of("Name", device, "Casewire_Device_Id__c", device));
        if (person) {
            String individual = org.create("Individual", Map.of("LastName", "of " + device));
            fields.put(
                    "ContactId", org.create("Contact", Map.of("LastName", "of " + device, "IndividualId", individual)));
        } else {
            fields.put("AccountId", org.create("Account", Map.of("Name", "of " + device)));
        }
        org.create("Asset", fields);
    }

    /** The device that each task is about, by the task; once each. */
    private Map<String, String> work() throws Exception {
        List<JsonNode> cases = org.query("SELECT Id, Asset.Name FROM Case WHERE AssetId != null");
        Map<String, String> devices = cases.stream()
                .collect(Collectors.toMap(
                        it -> it.path("Id").asText(), it -> it.at("/Asset/Name").asText()));
        List<JsonNode> tasks = org.query("SELECT Subject, WhatId FROM Task");
        assertThat(tasks)
                .extracting(task -> task.path("Subject").asText())
                .as("each once")
                .doesNotHaveDuplicates();
        return tasks.stream()
                .collect(Collectors.toMap(
                        task -> task.path("Subject").asText(),
                        task -> devices.getOrDefault(task.path("WhatId").asText(), "no Case")));
    }
}
