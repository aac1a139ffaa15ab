package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.embedded.EmbeddedKafka;
import io.casewire.embedded.EmbeddedMqtt;
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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What goes wrong outside ends in a finding; the rest keeps running, and nothing is lost. */
@Execution(ExecutionMode.CONCURRENT)
class BadInputIT {
    private static final String OVERSTRAIN = "|machine-maintenance/overstrain";
    private static final Duration PATIENCE = ConnectorProcess.PATIENCE;

    @TempDir
    private Path folder;

    @Test
    void shouldKeepEveryMessageItRefuses() throws Exception {
        try (ConnectorProcess connector = new ConnectorProcess(folder, TestContent.machines())) {
            connector.awaitReady();
            String now = Instant.now().toString();
            Map<String, byte[]> refused = new TreeMap<>();
            refused.put("QUALITY-001", "{\"ts\": not json".getBytes(StandardCharsets.UTF_8));
            refused.put(
                    "QUALITY-002", "{\"ts\":\"%s\",\"torque\":1}".formatted(now).getBytes(StandardCharsets.UTF_8));
            refused.put("QUALITY-003", Telemetry.json(now, "\"fifty\"", "10"));
            refused.put("QUALITY-004", Telemetry.json(now, "5000", "10"));
            refused.put("QUALITY-005", Telemetry.reading(Instant.parse("2100-01-01T00:00:00Z"), 10));
            byte[] large = new byte[2 * 1024 * 1024];
            byte[] larger = new byte[9 * 1024 * 1024];

            // When: each from a device of its own, and a device in trouble after them
            try (Telemetry machines = new Telemetry(connector.mqtt())) {
                for (Map.Entry<String, byte[]> message : refused.entrySet()) {
                    machines.publish("devices/of-" + message.getKey() + "/telemetry", message.getValue());
                }
                machines.publish("devices//telemetry", Telemetry.reading(Instant.now(), 10));
                machines.publish("devices/of-large/telemetry", large);
                machines.publish("devices/of-larger/telemetry", larger);
                machines.publish("nobody-knows-it", true);
            }

            // Then: the device nobody knew became an Asset and has its Case
            connector.awaitCases(Set.of("nobody-knows-it" + OVERSTRAIN), PATIENCE);

            // And: each refusal is kept as it came, with why
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(deadLetters(connector)).hasSize(refused.size() + 3));
            Map<String, ConsumerRecord<String, byte[]>> kept = new TreeMap<>();
            for (ConsumerRecord<String, byte[]> letter : deadLetters(connector)) {
                String topic = header(letter, "casewire-topic");
                kept.put(topic, letter);
            }
            refused.forEach((code, payload) -> {
                ConsumerRecord<String, byte[]> letter = kept.get("devices/of-" + code + "/telemetry");
                assertThat(header(letter, "casewire-code")).isEqualTo(code);
                assertThat(letter.value()).isEqualTo(payload);
                assertThat(header(letter, "casewire-where")).contains("mappings/formats/machine-maintenance.yaml");
            });
            assertThat(header(kept.get("devices//telemetry"), "casewire-code")).isEqualTo("INGEST-002");
            assertThat(header(kept.get("devices/of-large/telemetry"), "casewire-code"))
                    .isEqualTo("INGEST-003");
            assertThat(kept.get("devices/of-large/telemetry").value()).isEqualTo(large);
            assertThat(header(kept.get("devices/of-larger/telemetry"), "casewire-code"))
                    .isEqualTo("INGEST-003");
            assertThat(kept.get("devices/of-larger/telemetry").value()).hasSize(64 * 1024);
        }
    }

    @Test
    void shouldNotStartOnWrongContent_andTellEverythingAtOnce() throws Exception {
        // Given
        Path content = TestContent.shipped()
                .change("rules/machine-maintenance/overstrain.drl", drl -> drl.replace("toolWear *", "toolWaer *"))
                .change("rules/machine-maintenance/power.drl", drl -> drl.replace("when\n", "wenn\n"))
                .change("mappings/case.yaml", yaml -> yaml.replace("from: .text.subject", "from: '.text.('"))
                .writeTo(Files.createDirectory(folder.resolve("content")));

        // When
        try (ConnectorProcess connector = new ConnectorProcess(folder, content)) {
            int exit = connector.awaitEnd();

            // Then
            assertThat(exit).isEqualTo(1);
            assertThat(connector.log())
                    .contains("RULE-001", "rules/machine-maintenance/power.drl:")
                    .contains("CONTENT-005", "mappings/case.yaml:")
                    .contains("casewire check");
        }
    }

    @Test
    void shouldNameTheFieldNobodyDeclares() throws Exception {
        // Given
        Path content = TestContent.shipped()
                .change("rules/machine-maintenance/overstrain.drl", drl -> drl.replace("toolWear *", "toolWaer *"))
                .writeTo(Files.createDirectory(folder.resolve("content")));

        // When
        try (ConnectorProcess connector = new ConnectorProcess(folder, content)) {
            int exit = connector.awaitEnd();

            // Then
            assertThat(exit).isEqualTo(1);
            assertThat(connector.log()).contains("RULE-002", "overstrain.drl:8", "toolWaer");
        }
    }

    @Test
    void shouldLeaveAFolderToWhoHasIt() throws Exception {
        try (ConnectorProcess connector = new ConnectorProcess(folder, TestContent.machines())) {
            connector.awaitReady();

            // When: a second one on the same folder, and a demo on it too
            Process second = connector.command("run", "--config", "casewire.yaml");

            // Then
            assertThat(second.waitFor(ConnectorProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(second.exitValue()).isEqualTo(1);
            assertThat(connector.log()).contains("CONFIG-003", "process " + connector.pid() + " has it open");

            // And: the first one goes on
            try (Telemetry machines = new Telemetry(connector.mqtt())) {
                machines.publish("press", true);
            }
            connector.awaitCases(Set.of("press" + OVERSTRAIN), PATIENCE);
        }
    }

    @Test
    void shouldWaitForTheOrg_andForTheRightSecret() throws Exception {
        // Given: an org that is down
        Path orgFolder = folder.resolve("org");
        int port = TestPorts.free();
        TestOrg.prepared(port, orgFolder).close();
        Files.writeString(folder.resolve("secret"), "casewire-local");
        try (ConnectorProcess connector =
                new ConnectorProcess(folder, TestContent.machines(), Map.of("org", TestOrg.settings(port)))) {

            // When: machines are heard meanwhile
            assertThat(connector.awaitFinding("ORG-001").path("where").asText()).contains("localhost:" + port);
            Set<String> expected = new TreeSet<>();
            try (Telemetry machines = new Telemetry(connector.mqtt())) {
                for (int i = 0; i < 20; i++) {
                    machines.publish("press-" + i, i % 2 == 0);
                    if (i % 2 == 0) {
                        expected.add("press-" + i + OVERSTRAIN);
                    }
                }
            }

            // And: it comes up, and refuses the credentials
            try (TestOrg org = TestOrg.start(port, orgFolder, "another secret")) {
                assertThat(connector.awaitFinding("ORG-002").path("action").asText())
                        .contains("clientId");
                assertThat(org.query("SELECT Id FROM Case")).isEmpty();
            }

            // Then: with the right one everything said meanwhile is decided and delivered
            try (TestOrg org = TestOrg.start(port, orgFolder, "casewire-local")) {
                connector.awaitReady();
                connector.awaitCases(expected, PATIENCE);
                assertThat(org.query("SELECT Id FROM Case")).hasSize(expected.size());
                assertThat(connector.status().path("findings")).isEmpty();
            }
        }
    }

    @Test
    void shouldGoOnWhenBrokersComeBack() throws Exception {
        int kafkaPort = TestPorts.free();
        int mqttPort = TestPorts.free();
        EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), kafkaPort, false);
        EmbeddedMqtt mqtt = EmbeddedMqtt.start(folder.resolve("mqtt"), mqttPort);
        Map<String, String> external = Map.of(
                "kafka",
                "{ bootstrapServers: \"127.0.0.1:" + kafkaPort + "\", replication: 1 }",
                "mqtt",
                "{ url: \"tcp://127.0.0.1:" + mqttPort + "\" }");
        Set<String> expected = new TreeSet<>();
        List<CompletableFuture<?>> sent = new ArrayList<>();
        try (ConnectorProcess connector = new ConnectorProcess(folder, TestContent.machines(), external);
                Telemetry machines = new Telemetry(mqtt.url())) {
            connector.awaitReady();
            say(machines, "before", expected, sent);

            // When: Kafka goes while machines speak
            kafka.close();
            say(machines, "without-kafka", expected, sent);
            connector.awaitFinding("KAFKA-001");
            kafka = EmbeddedKafka.start(folder.resolve("kafka"), kafkaPort, false);
            connector.awaitCases(expected, ConnectorProcess.PATIENCE);

            // And: the MQTT broker goes
            mqtt.close();
            connector.awaitFinding("MQTT-001");
            say(machines, "without-mqtt", expected, sent);
            mqtt = EmbeddedMqtt.start(folder.resolve("mqtt"), mqttPort);

            // Then
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
            connector.awaitCases(expected, ConnectorProcess.PATIENCE);
            assertThat(connector.cases()).hasSize(expected.size());
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(connector.status().path("findings")).isEmpty());
        } finally {
            mqtt.close();
            kafka.close();
        }
    }

    @Test
    void shouldWaitWhileAnotherTeamsRuleRefusesEveryCase() throws Exception {
        int port = TestPorts.free();
        Files.writeString(folder.resolve("secret"), "casewire-local");
        try (TestOrg org = TestOrg.prepared(port, folder.resolve("org"));
                ConnectorProcess connector =
                        new ConnectorProcess(folder, TestContent.machines(), Map.of("org", TestOrg.settings(port)))) {
            connector.awaitReady();
            org.deploy(validationRule(true));

            // When
            Set<String> expected = new TreeSet<>();
            List<CompletableFuture<?>> sent = new ArrayList<>();
            try (Telemetry machines = new Telemetry(connector.mqtt())) {
                say(machines, "press", expected, sent);
                CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
            }

            // Then: the channel waits and says so
            JsonNode finding = connector.awaitFinding("ORG-004");
            assertThat(finding.path("where").asText()).isEqualTo("mapping 'case'");
            assertThat(finding.path("what").asText()).contains("FIELD_CUSTOM_VALIDATION_EXCEPTION");
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            connector.status().path("writesWaiting").asInt())
                    .isGreaterThanOrEqualTo(expected.size()));
            assertThat(org.query("SELECT Id FROM Case")).isEmpty();

            // And: it opens by itself
            org.deploy(validationRule(false));
            connector.awaitCases(expected, PATIENCE);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(connector.status().path("findings")).isEmpty());
        }
    }

    @Test
    void shouldNameTheLineThatMapsToAFieldTheOrgLacks() throws Exception {
        // Given: the mapping is a step ahead of the org
        Path content = TestContent.shipped()
                .change("mappings/case.yaml", yaml -> yaml + "  - { target: Nobodys_Field__c, from: .device.name }\n")
                .writeTo(Files.createDirectory(folder.resolve("content")));
        try (ConnectorProcess connector = new ConnectorProcess(folder, content)) {
            connector.awaitReady();

            // When
            try (Telemetry machines = new Telemetry(connector.mqtt())) {
                machines.publish("press", true);
            }

            // Then
            var finding = connector.awaitFinding("MAPPING-003");
            long line = Files.readString(content.resolve("mappings/case.yaml"))
                    .lines()
                    .count();
            assertThat(finding.path("where").asText()).isEqualTo("mappings/case.yaml:" + line + ":5");
            assertThat(finding.path("what").asText()).contains("Nobodys_Field__c", "Case");
        }
    }

    /** Sixty machines, half of them overstrained. */
    private static void say(Telemetry machines, String name, Set<String> expected, List<CompletableFuture<?>> sent) {
        for (int i = 0; i < 60; i++) {
            String device = name + "-" + i;
            boolean overstrained = i % 2 == 0;
            sent.add(machines.send(
                    "devices/" + device + "/telemetry", Telemetry.reading(Instant.now(), overstrained ? 230 : 10)));
            if (overstrained) {
                expected.add(device + OVERSTRAIN);
            }
        }
    }

    private Path validationRule(boolean active) throws IOException {
        Path metadata = folder.resolve("another-team-" + active);
        Path rules = Files.createDirectories(metadata.resolve("objects/Case/validationRules"));
        Files.writeString(
                rules.resolve("Nothing_Passes.validationRule-meta.xml"),
                """
                <ValidationRule xmlns="http://soap.sforce.com/2006/04/metadata">
                  <fullName>Nothing_Passes</fullName>
                  <active>%s</active>
                  <errorConditionFormula>ISBLANK(SuppliedPhone)</errorConditionFormula>
                  <errorMessage>A Case needs a phone number.</errorMessage>
                </ValidationRule>
                """
                        .formatted(active));
        return metadata;
    }

    private static List<ConsumerRecord<String, byte[]>> deadLetters(ConnectorProcess connector) {
        return TopicReader.read(connector.kafka(), "casewire.dead-letters");
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
