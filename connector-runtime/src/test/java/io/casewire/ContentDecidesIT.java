package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Files are what decides: where readings come from, and what an org holds. */
@Execution(ExecutionMode.CONCURRENT)
class ContentDecidesIT {
    private static final String OVERSTRAIN = "|machine-maintenance/overstrain";
    private static final String FORMAT = "mappings/formats/machine-maintenance.yaml";
    private static final Duration PATIENCE = ConnectorProcess.PATIENCE;

    @TempDir
    private Path folder;

    @Test
    void shouldTakeReadingsFromTheTopicTheRouteNames() throws Exception {
        // Given
        Path content = TestContent.shipped()
                .change(
                        "camel-routes/10-ingest-mqtt.camel.yaml",
                        yaml -> yaml.replace("{{casewire.mqtt.topic}}", "$share/casewire/hall/+/out"))
                .change(FORMAT, yaml -> yaml.replace("devices/{device}/telemetry", "hall/{device}/out"))
                .writeTo(Files.createDirectory(folder.resolve("content")));
        try (ConnectorProcess connector = new ConnectorProcess(folder, content);
                Telemetry machines = readyFor(connector)) {

            // When
            machines.publish("devices/of-before/telemetry", Telemetry.reading(Instant.now(), 230));
            machines.publish("hall/of-now/out", Telemetry.reading(Instant.now(), 230));

            // Then
            connector.awaitCases(Set.of("of-now" + OVERSTRAIN), PATIENCE);
        }
    }

    @Test
    void shouldTakeReadingsFromAKafkaTopic() throws Exception {
        // Given
        Path content = TestContent.shipped()
                .change(FORMAT, yaml -> yaml.replace("devices/{device}/telemetry", "machines")
                        .replace("from: topic, name: device,", "from: key,"))
                .writeTo(Files.createDirectory(folder.resolve("content")));
        try (ConnectorProcess connector =
                new ConnectorProcess(folder, content, Map.of("ingest", "{ mqttTopic: \"\", kafkaTopic: machines }"))) {
            connector.awaitReady();

            // When
            try (KafkaProducer<String, byte[]> machines = new KafkaProducer<>(
                    Map.of("bootstrap.servers", connector.kafka()),
                    new StringSerializer(),
                    new ByteArraySerializer())) {
                machines.send(new ProducerRecord<>("machines", "press", Telemetry.reading(Instant.now(), 230)))
                        .get();
                machines.send(new ProducerRecord<>("machines", "drill", Telemetry.reading(Instant.now(), 10)))
                        .get();
            }

            // Then
            connector.awaitCases(Set.of("press" + OVERSTRAIN), PATIENCE);
        }
    }

    @Test
    void shouldNameTheLineWhoseFieldWasTakenFromTheMetadata() throws Exception {
        // Given
        Path content = Files.createDirectory(folder.resolve("content"));
        TestContent.shipped().writeTo(content);
        Path metadata = content.resolve("salesforce-metadata");
        Files.delete(metadata);
        copy(TestContent.repository().resolve("salesforce-metadata"), metadata);
        removeField(metadata, "Casewire_Severity__c");
        try (ConnectorProcess connector = new ConnectorProcess(folder, content);
                Telemetry machines = readyFor(connector)) {

            // When
            machines.publish("press", true);

            // Then
            JsonNode finding = connector.awaitFinding("MAPPING-003");
            assertThat(finding.path("where").asText())
                    .isEqualTo("mappings/case.yaml:" + lineOf(content.resolve("mappings/case.yaml")) + ":5");
            assertThat(finding.path("what").asText()).contains("'Casewire_Severity__c' of Case");
            assertThat(connector.query("SELECT Id FROM Case").path("totalSize").asInt())
                    .isZero();
        }
    }

    private static Telemetry readyFor(ConnectorProcess connector) throws Exception {
        connector.awaitReady();
        return new Telemetry(connector.mqtt());
    }

    private static int lineOf(Path mapping) throws IOException {
        var lines = Files.readAllLines(mapping);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("Casewire_Severity__c")) {
                return i + 1;
            }
        }
        throw new AssertionError("not mapped");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    /** The field itself, and every line of layouts, list views and permission sets that needs it. */
    private static void removeField(Path metadata, String field) throws IOException {
        try (Stream<Path> files = Files.walk(metadata)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                if (file.getFileName().toString().startsWith(field + ".")) {
                    Files.delete(file);
                } else {
                    String text = Files.readString(file);
                    Files.writeString(
                            file,
                            text.replaceAll(
                                            "(?s)<(fieldPermissions|layoutItems)>((?!</\\1>).)*" + field
                                                    + "((?!</\\1>).)*</\\1>",
                                            "")
                                    .replaceAll("<columns>" + field + "</columns>", ""));
                }
            }
        }
    }
}
