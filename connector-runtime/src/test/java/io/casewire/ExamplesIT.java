package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.embedded.EmbeddedKafka;
import io.casewire.embedded.EmbeddedMqtt;
import io.casewire.embedded.SecuredBrokers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files under {@code examples/}, with brokers here in place of the clouds'. */
class ExamplesIT {
    private static final Path EXAMPLES = Path.of("..", "examples");
    private static final String HUB = "machines";
    /** As Azure hands it out, with all that has a meaning in an address. */
    private static final String CONNECTION =
            "Endpoint=sb://plant.servicebus.windows.net/;SharedAccessKeyName=listen;SharedAccessKey=a+b/c%2Fd=&e";

    private static final String HTTP_KEY = "kept nowhere but in this test";
    private static final String OVERSTRAIN = "|machine-maintenance/overstrain";

    @TempDir
    private Path folder;

    private final int httpPort = TestPorts.free();
    private TestKeys keys;

    @Test
    void shouldTakeTelemetryFromWhatStandsForTheClouds() throws Exception {
        keys = new TestKeys(folder);
        Files.copy(keys.clients, folder.resolve("casewire.p12"));
        Files.copy(keys.trust, folder.resolve("amazon-root.p12"));
        try (EmbeddedKafka azure = azure();
                EmbeddedMqtt aws =
                        SecuredBrokers.mqtt(folder.resolve("mqtt"), keys.brokers, keys.trust, TestKeys.PASSWORD);
                ConnectorProcess connector = new ConnectorProcess(
                        folder, content(), Map.of("mqtt", mqtt(aws)), options(), variables(azure))) {
            try (Admin admin = Admin.create(client(azure))) {
                admin.createTopics(List.of(new NewTopic(HUB, 2, (short) 1)))
                        .all()
                        .get();
            }
            connector.awaitReady();

            // When
            try (Telemetry machines = new Telemetry("ssl://localhost:" + aws.port(), keys)) {
                machines.publish("press-1", true);
            }
            send(azure, "press-2");
            String topic = "devices/press-3/telemetry";
            assertThat(post(topic, HTTP_KEY)).isEqualTo(202);
            assertThat(post(topic, HTTP_KEY + "?")).isEqualTo(401);
            assertThat(post(topic, null)).isEqualTo(401);
            assertThat(post("elsewhere", HTTP_KEY)).isEqualTo(400);

            // Then
            connector.awaitCases(
                    Set.of("press-1" + OVERSTRAIN, "press-2" + OVERSTRAIN, "press-3" + OVERSTRAIN),
                    ConnectorProcess.PATIENCE);
            assertThat(TopicReader.read(connector.kafka(), "casewire.dead-letters"))
                    .as("what was refused over HTTP")
                    .hasSize(1);
        }
    }

    private EmbeddedKafka azure() throws Exception {
        return SecuredBrokers.kafka(
                folder.resolve("azure"), keys.brokers, keys.trust, TestKeys.PASSWORD, "$ConnectionString", CONNECTION);
    }

    private Path content() throws Exception {
        return TestContent.shipped()
                .with(
                        "camel-routes/25-ingest-event-hubs.camel.yaml",
                        example("azure-event-hubs/25-ingest-event-hubs.camel.yaml"))
                .with("camel-routes/15-ingest-http.camel.yaml", example("http/15-ingest-http.camel.yaml"))
                .with("mappings/formats/machine-telemetry.yaml", example("azure-event-hubs/machine-telemetry.yaml"))
                .writeTo(Files.createDirectory(folder.resolve("content")));
    }

    /** Its {@code mqtt} block, but for where the broker is. */
    private static String mqtt(EmbeddedMqtt aws) throws Exception {
        String config = example("aws-iot-core/casewire.yaml");
        String block = config.substring(config.indexOf("mqtt:") + "mqtt:".length(), config.indexOf("ingest:"));
        return block.replace("${env:AWS_IOT_ENDPOINT}:8883", "localhost:" + aws.port());
    }

    private static String example(String name) throws Exception {
        return Files.readString(EXAMPLES.resolve(name));
    }

    /** A public authority signs what clouds show; here it is one of ours. */
    private List<String> options() {
        List<String> options = new ArrayList<>(ClassArchive.options());
        options.add("-Djavax.net.ssl.trustStore=" + keys.trust);
        options.add("-Djavax.net.ssl.trustStorePassword=" + TestKeys.PASSWORD);
        return options;
    }

    /** @return the status */
    private int post(String topic, @Nullable String key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/" + topic))
                .POST(HttpRequest.BodyPublishers.ofByteArray(Telemetry.reading(Instant.now(), 230)));
        if (key != null) {
            request.header("X-Api-Key", key);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private Map<String, String> variables(EmbeddedKafka azure) {
        return Map.of(
                "CASEWIRE_HTTP_PORT",
                Integer.toString(httpPort),
                "CASEWIRE_HTTP_KEY",
                HTTP_KEY,
                "EVENT_HUB",
                HUB,
                "EVENT_HUBS_NAMESPACE",
                "localhost:" + azure.port(),
                "EVENT_HUBS_CONNECTION_STRING",
                CONNECTION,
                "CASEWIRE_KEYSTORE_PASSWORD",
                TestKeys.PASSWORD);
    }

    private Map<String, Object> client(EmbeddedKafka azure) {
        return Map.of(
                "bootstrap.servers",
                "localhost:" + azure.port(),
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"$ConnectionString\""
                        + " password=\"" + CONNECTION + "\";",
                "ssl.truststore.location",
                keys.trust.toString(),
                "ssl.truststore.password",
                TestKeys.PASSWORD);
    }

    private void send(EmbeddedKafka azure, String device) throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(client(azure), new StringSerializer(), new ByteArraySerializer())) {
            ProducerRecord<String, byte[]> record = new ProducerRecord<>(HUB, Telemetry.reading(Instant.now(), 230));
            record.headers().add("iothub-connection-device-id", device.getBytes(StandardCharsets.UTF_8));
            producer.send(record).get();
        }
    }
}
