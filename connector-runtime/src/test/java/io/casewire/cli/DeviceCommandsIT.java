package io.casewire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.casewire.ConnectorProcess;
import io.casewire.Telemetry;
import io.casewire.TestContent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device is told what was decided, answers, is told nothing while commands are stopped, and nothing that is too old. */
class DeviceCommandsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RULE = "machine-maintenance/overstrain";
    private static final Duration PATIENCE = ConnectorProcess.PATIENCE;

    @TempDir
    private Path folder;

    @Test
    void shouldTellDevicesAndHearTheirAnswers() throws Exception {
        // Given: one command of use for minutes, one for a moment
        Path content = TestContent.shipped()
                .with("mappings/slow-down.yaml", command("slow-down", "5m"))
                .with("mappings/beep.yaml", command("beep", "2s"))
                .writeTo(Files.createDirectory(folder.resolve("content")));
        CliRun cli = new CliRun(folder.resolve("casewire.yaml"));
        try (ConnectorProcess connector = new ConnectorProcess(folder, content)) {
            connector.awaitReady();
            try (Device press = new Device(connector.mqtt(), "press-1");
                    Device drill = new Device(connector.mqtt(), "drill-1");
                    Telemetry machines = new Telemetry(connector.mqtt())) {
                // When
                machines.publish("press-1", true);

                // Then: it knows what to do, until when, and where to answer
                Mqtt5Publish told = press.awaitTold("slow-down");
                JsonNode payload = JSON.readTree(told.getPayloadAsBytes());
                assertThat(payload.at("/parameters/limit").asDouble()).isEqualTo(11_000);
                assertThat(told.getMessageExpiryInterval().orElseThrow()).isBetween(1L, 300L);
                assertThat(told.isRetain()).isFalse();
                press.answer(told, "{\"status\":\"slowed\"}");
                connector.awaitCases(Set.of("press-1|" + RULE), PATIENCE);
                assertThat(drill.told).isEmpty();

                // And: whoever looks at the Case finds the answer
                String episode = episodeOf(connector, "press-1");
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(results(connector, episode, "slow-down"))
                        .containsExactly("SENT", "ANSWERED"));
                assertThat(cli.run("explain", episode)).isZero();
                assertThat(cli.output()).contains("told the device: slow-down", "slow-down answered 'slowed'");

                // When: nobody is to be told anything for a while
                assertThat(cli.run("pause", "commands", "--for", "1h", "--reason", "people work at the drill"))
                        .isZero();
                assertThat(connector.awaitFinding("BRAKE-001").path("where").asText())
                        .isEqualTo("commands");
                machines.publish("drill-1", true);
                connector.awaitCases(Set.of("press-1|" + RULE, "drill-1|" + RULE), PATIENCE);
                Thread.sleep(2_500);
                assertThat(drill.told).isEmpty();
                assertThat(cli.run("resume", "commands")).isZero();

                // Then: what is still of use comes, and nothing else
                drill.awaitTold("slow-down");
                String second = episodeOf(connector, "drill-1");
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(results(connector, second, "beep"))
                        .containsExactly("EXPIRED"));
                assertThat(drill.told).hasSize(1);

                // When: an answer that says to nothing
                machines.publish("devices/drill-1/replies", "what?".getBytes(StandardCharsets.UTF_8));

                // Then
                await().atMost(PATIENCE).untilAsserted(() -> {
                    assertThat(cli.run("dead-letters", "list")).isZero();
                    assertThat(cli.output()).contains("COMMAND-001");
                });
            }
        }
    }

    private static String command(String name, String expires) {
        return """
                apiVersion: casewire.io/v1
                kind: Command
                name: %s
                on: [opened]
                expires: %s
                parameters:
                  - { name: limit, from: .limits.maxOverstrain, whenMissing: reject }
                """
                .formatted(name, expires);
    }

    private static String episodeOf(ConnectorProcess connector, String device) throws Exception {
        return connector
                .query("SELECT Casewire_Episode_Key__c FROM Case WHERE Casewire_Episode_Key__c LIKE '" + device + "%'")
                .at("/records/0/Casewire_Episode_Key__c")
                .asText();
    }

    private static List<String> results(ConnectorProcess connector, String episode, String command) throws Exception {
        Map<Long, String> results = new TreeMap<>();
        for (JsonNode receipt : JSON.readTree(connector.explain(episode).body()).path("commandReceipts")) {
            if (receipt.path("command").asText().startsWith(command + "/")) {
                results.put(receipt.path("at").asLong(), receipt.path("result").asText());
            }
        }
        return List.copyOf(results.values());
    }

    /** A device that listens for commands. */
    private static final class Device implements AutoCloseable {
        final Queue<Mqtt5Publish> told = new ConcurrentLinkedQueue<>();
        private final Mqtt5AsyncClient client;

        Device(String broker, String id) throws Exception {
            URI url = URI.create(broker);
            client = Mqtt5Client.builder()
                    .identifier(id)
                    .serverHost(url.getHost())
                    .serverPort(url.getPort())
                    .buildAsync();
            client.connect().get(20, TimeUnit.SECONDS);
            client.subscribeWith()
                    .topicFilter("devices/" + id + "/commands")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .callback(told::add)
                    .send()
                    .get(20, TimeUnit.SECONDS);
        }

        Mqtt5Publish awaitTold(String command) {
            return await().atMost(PATIENCE)
                    .until(
                            () -> told.stream()
                                    .filter(message -> text(message).contains("\"command\":\"" + command + "\""))
                                    .findFirst()
                                    .orElse(null),
                            found -> found != null);
        }

        void answer(Mqtt5Publish command, String payload) throws Exception {
            client.publishWith()
                    .topic(command.getResponseTopic().orElseThrow())
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .correlationData(command.getCorrelationData().orElseThrow())
                    .payload(payload.getBytes(StandardCharsets.UTF_8))
                    .send()
                    .get(20, TimeUnit.SECONDS);
        }

        private static String text(Mqtt5Publish message) {
            return new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws Exception {
            client.disconnect().get(20, TimeUnit.SECONDS);
        }
    }
}
