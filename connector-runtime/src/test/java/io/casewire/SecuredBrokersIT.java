package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.embedded.EmbeddedKafka;
import io.casewire.embedded.EmbeddedMqtt;
import io.casewire.embedded.SecuredBrokers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Brokers of somebody else: Kafka with SASL over TLS and a topic prefix, MQTT with client certificates. */
@Execution(ExecutionMode.CONCURRENT)
class SecuredBrokersIT {
    @TempDir
    private Path folder;

    private TestKeys keys;

    @BeforeEach
    void makeKeys() throws Exception {
        keys = new TestKeys(folder);
        Files.writeString(folder.resolve("password"), TestKeys.PASSWORD);
    }

    @Test
    void shouldTurnTelemetryIntoACaseOverSecuredBrokers() throws Exception {
        try (EmbeddedKafka kafka = kafka();
                EmbeddedMqtt mqtt = mqtt();
                ConnectorProcess connector = new ConnectorProcess(
                        folder,
                        TestContent.machines(),
                        Map.of("kafka", kafka(kafka, "password"), "mqtt", mqtt(mqtt, keys.clients)))) {
            connector.awaitReady();

            // When
            try (Telemetry machines = new Telemetry("ssl://localhost:" + mqtt.port(), keys)) {
                machines.publish("press", true);
            }

            // Then: the Case is there, and every topic of the cluster begins with the prefix
            connector.awaitCases(Set.of("press|machine-maintenance/overstrain"), ConnectorProcess.PATIENCE);
            try (Admin admin = Admin.create(client(kafka))) {
                assertThat(admin.listTopics().names().get()).allMatch(name -> name.startsWith("plant-7"));
                assertThat(admin.listGroups().all().get())
                        .extracting(group -> group.groupId())
                        .allMatch(group -> group.startsWith("plant-7-"));
            }
        }
    }

    @Test
    void shouldSayThatKafkaRefusesThePassword() throws Exception {
        Files.writeString(folder.resolve("wrong"), "another");
        try (EmbeddedKafka kafka = kafka();
                ConnectorProcess connector =
                        new ConnectorProcess(folder, TestContent.machines(), Map.of("kafka", kafka(kafka, "wrong")))) {
            // When
            int exit = connector.awaitEnd();

            // Then
            assertThat(exit).isNotZero();
            assertThat(connector.log())
                    .contains("KAFKA-003")
                    .doesNotContain(TestKeys.PASSWORD)
                    .doesNotContain("another\"");
        }
    }

    @Test
    void shouldSayThatTheMqttBrokerRefusesTheCertificate() throws Exception {
        Path stranger = Files.createDirectory(folder.resolve("stranger"));
        TestKeys others = new TestKeys(stranger);
        try (EmbeddedMqtt mqtt = mqtt();
                ConnectorProcess connector = new ConnectorProcess(
                        folder, TestContent.machines(), Map.of("mqtt", mqtt(mqtt, others.clients)))) {
            // Then
            connector.awaitFinding("MQTT-001");
        }
    }

    private EmbeddedKafka kafka() throws Exception {
        return SecuredBrokers.kafka(
                folder.resolve("kafka"), keys.brokers, keys.trust, TestKeys.PASSWORD, "plant", TestKeys.PASSWORD);
    }

    private EmbeddedMqtt mqtt() throws Exception {
        return SecuredBrokers.mqtt(folder.resolve("mqtt"), keys.brokers, keys.trust, TestKeys.PASSWORD);
    }

    private String kafka(EmbeddedKafka kafka, String passwordFile) throws Exception {
        Files.writeString(folder.resolve("jaas"), login(Files.readString(folder.resolve(passwordFile))));
        return "{ bootstrapServers: \"localhost:" + kafka.port()
                + "\", topicPrefix: plant-7., replication: 1, client: {"
                + " security.protocol: SASL_SSL, sasl.mechanism: PLAIN, sasl.jaas.config: \"${file:jaas}\","
                + " ssl.truststore.location: \"" + keys.trust + "\","
                + " ssl.truststore.password: \"${file:password}\" } }";
    }

    private String mqtt(EmbeddedMqtt mqtt, Path keyStore) {
        return "{ url: \"ssl://localhost:" + mqtt.port() + "\", keyStore: \"" + keyStore
                + "\", keyStorePassword: \"${file:password}\", trustStore: \"" + keys.trust
                + "\", trustStorePassword: \"${file:password}\" }";
    }

    private Map<String, Object> client(EmbeddedKafka kafka) {
        Map<String, Object> client = new HashMap<>();
        client.put("bootstrap.servers", "localhost:" + kafka.port());
        client.put("security.protocol", "SASL_SSL");
        client.put("sasl.mechanism", "PLAIN");
        client.put("sasl.jaas.config", login(TestKeys.PASSWORD));
        client.put("ssl.truststore.location", keys.trust.toString());
        client.put("ssl.truststore.password", TestKeys.PASSWORD);
        return client;
    }

    private static String login(String password) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"plant\" password=\""
                + password + "\";";
    }
}
