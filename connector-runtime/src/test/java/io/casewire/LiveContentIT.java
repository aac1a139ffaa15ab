package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.consent.Pseudonyms;
import io.casewire.stream.Backtest;
import io.casewire.stream.KafkaSettings;
import io.casewire.stream.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What is saved comes into force without a restart, or is refused while what ran goes on. */
@Execution(ExecutionMode.CONCURRENT)
class LiveContentIT {
    private static final Duration PATIENCE = ConnectorProcess.PATIENCE;
    private static final String OVERSTRAIN = "|machine-maintenance/overstrain";
    private static final String LIMITS = "rules/machine-maintenance/limits.csv";
    private static final String RULE = "rules/machine-maintenance/overstrain.drl";
    private static final String ROUTE = "camel-routes/10-ingest-mqtt.camel.yaml";
    private static final String FORMAT = "mappings/formats/machine-maintenance.yaml";
    /** Times the torque of {@link Telemetry#reading}, 50 Nm, gives 10,000: a tool for type L bears 11,000. */
    private static final double WORN = 200;

    @TempDir
    private Path folder;

    private Path content;

    @Test
    void shouldBringIntoForceWhatIsSavedAndRefuseWhatIsWrong() throws Exception {
        content();
        try (ConnectorProcess connector = new ConnectorProcess(folder, content)) {
            connector.awaitReady();
            String shipped = version(connector);
            try (Telemetry machines = new Telemetry(connector.mqtt())) {
                // All of them at once: a device that nobody knows is registered first.
                machines.publish("devices/press-1/telemetry", Telemetry.reading(Instant.now(), WORN));
                machines.publish("press-2", false);
                machines.publish("press-3", false);
                connector.awaitIdleAfter(Duration.ofSeconds(2));
                assertThat(connector.cases()).isEmpty();

                // When: a limit is lowered
                change(LIMITS, csv -> csv.replace("maxOverstrain,L,11000", "maxOverstrain,L,9000"));
                String lowered = awaitInForce(connector);
                assertThat(lowered).isNotEqualTo(shipped);
                machines.publish("devices/press-1/telemetry", Telemetry.reading(Instant.now(), WORN));

                // Then
                connector.awaitCases(Set.of("press-1" + OVERSTRAIN), PATIENCE);
                assertThat(connector.explain(caseNumber(connector)).body())
                        .contains(lowered)
                        .doesNotContain(shipped);

                // When: a rule is saved half-way
                String whole = Files.readString(content.resolve(RULE));
                change(RULE, drl -> drl.substring(0, drl.indexOf("then")));

                // Then
                assertThat(connector.awaitFinding("CONTENT-007").path("what").asText())
                        .contains(lowered);
                assertThat(connector.awaitFinding("RULE-001").path("where").asText())
                        .startsWith(RULE);
                machines.publish("devices/press-2/telemetry", Telemetry.reading(Instant.now(), WORN));
                connector.awaitCases(Set.of("press-1" + OVERSTRAIN, "press-2" + OVERSTRAIN), PATIENCE);
                assertThat(version(connector)).isEqualTo(lowered);

                // When: it starts again with that
                connector.kill();
                connector.start();
                connector.awaitReady();

                // Then
                connector.awaitFinding("CONTENT-007");
                machines.publish("devices/press-3/telemetry", Telemetry.reading(Instant.now(), WORN));
                connector.awaitCases(
                        Set.of("press-1" + OVERSTRAIN, "press-2" + OVERSTRAIN, "press-3" + OVERSTRAIN), PATIENCE);

                // When: it is saved whole
                Files.writeString(content.resolve(RULE), whole);

                // Then
                awaitNoFindings(connector);
                assertThat(version(connector)).isEqualTo(lowered);
                Backtest.Result again = new Backtest(
                                new KafkaSettings(connector.kafka(), Map.of(), Topics.DEFAULT, (short) 1),
                                Pseudonyms.NONE)
                        .run(2, more -> {});
                assertThat(again.explanations()).isPositive();
                assertThat(again.differences()).isEmpty();
                assertThat(explainAgain(connector)).isZero();
                assertThat(Files.readString(folder.resolve("explain.log"))).contains("are the same, byte for byte");

                // When: what was written down of it is altered, be it facts, a threshold or the content
                ConsumerRecord<String, byte[]> step = opened(connector);
                String written = new String(step.value(), StandardCharsets.UTF_8);
                for (String[] altered : new String[][] {
                    {"/values/toolWear", "\"toolWear\":200.0", "\"toolWear\":210.0"},
                    {"/limits/maxOverstrain", "\"maxOverstrain\":9000.0", "\"maxOverstrain\":9001.0"},
                    {"/content", lowered, lowered.replace(lowered.charAt(5), lowered.charAt(5) == '0' ? '1' : '0')},
                }) {
                    assertThat(written).contains(altered[1]);
                    writeDown(connector, step, written.replace(altered[1], altered[2]));

                    // Then
                    assertThat(explainAgain(connector)).as(altered[0]).isEqualTo(1);
                    assertThat(Files.readString(folder.resolve("explain.log")))
                            .contains(step.key() + " " + altered[0] + " was ");
                }
                writeDown(connector, step, written);
                assertThat(explainAgain(connector)).isZero();
            }
        }
    }

    private static int explainAgain(ConnectorProcess connector) throws Exception {
        return connector
                .command("explain", caseNumber(connector), "--again", "--config", "casewire.yaml")
                .waitFor();
    }

    /** What was written down when the first Case opened. */
    private static ConsumerRecord<String, byte[]> opened(ConnectorProcess connector) {
        return TopicReader.read(connector.kafka(), Topics.DEFAULT.explanations().name()).stream()
                .filter(it -> new String(it.value(), StandardCharsets.UTF_8).contains("\"device\":\"press-1\""))
                .filter(it -> new String(it.value(), StandardCharsets.UTF_8).contains("\"transition\":\"opened\""))
                .findFirst()
                .orElseThrow();
    }

    private static void writeDown(ConnectorProcess connector, ConsumerRecord<String, byte[]> step, String text)
            throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", connector.kafka()), new StringSerializer(), new ByteArraySerializer())) {
            byte[] value = text.getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(step.topic(), step.partition(), step.key(), value, step.headers()))
                    .get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldReplaceRoutesWhileTheyRun() throws Exception {
        content();
        try (ConnectorProcess connector = new ConnectorProcess(folder, content)) {
            connector.awaitReady();
            String shipped = version(connector);
            try (Telemetry machines = new Telemetry(connector.mqtt())) {
                // When: the format names another topic
                change(FORMAT, yaml -> yaml.replace("devices/{device}/telemetry", "hall/{device}/out"));
                String moved = awaitInForce(connector);
                assertThat(moved).isNotEqualTo(shipped);
                machines.publish("hall/press-2/out", Telemetry.reading(Instant.now(), 10));
                machines.publish("hall/press-3/out", Telemetry.reading(Instant.now(), 10));
                machines.publish("hall/press-1/out", Telemetry.reading(Instant.now(), 230));

                // Then: that is heard, and what it was before no more
                connector.awaitCases(Set.of("press-1" + OVERSTRAIN), PATIENCE);
                machines.publish("devices/press-1/telemetry", Telemetry.reading(Instant.now(), 230));

                // When: a route is added that cannot run
                Path broken = content.resolve("camel-routes/15-broken.camel.yaml");
                Files.writeString(
                        broken,
                        """
                        - route:
                            id: broken
                            from:
                              uri: nobody-has-this
                              parameters: { name: any }
                              steps:
                                - bean: { ref: ingestStage, method: fromMqtt }
                        """);

                // Then
                assertThat(connector.awaitFinding("CONTENT-010").path("where").asText())
                        .isEqualTo("camel-routes/15-broken.camel.yaml");
                machines.publish("hall/press-2/out", Telemetry.reading(Instant.now(), 230));
                connector.awaitCases(Set.of("press-1" + OVERSTRAIN, "press-2" + OVERSTRAIN), PATIENCE);
                Files.delete(broken);
                awaitNoFindings(connector);

                // When: the route itself is otherwise, and what all routes share
                change(ROUTE, yaml -> yaml.replace("maxReconnectDelay: 5000", "maxReconnectDelay: 2000"));
                change("camel-routes/00-errors.camel.yaml", yaml -> yaml.replace("\"500\"", "\"400\""));
                assertThat(awaitInForce(connector)).isNotEqualTo(moved);
                machines.publish("hall/press-3/out", Telemetry.reading(Instant.now(), 230));

                // Then
                connector.awaitCases(
                        Set.of("press-1" + OVERSTRAIN, "press-2" + OVERSTRAIN, "press-3" + OVERSTRAIN), PATIENCE);
                awaitNoFindings(connector);
                assertThat(TopicReader.read(
                                connector.kafka(), Topics.DEFAULT.deadLetters().name()))
                        .isEmpty();
            }
        }
    }

    @Test
    void shouldPublishOnlyWhatIsAskedForWhereTheFolderIsNotWatched() throws Exception {
        content();
        try (ConnectorProcess connector = new ConnectorProcess(folder, content, Map.of("watchContent", "false"))) {
            connector.awaitReady();
            String shipped = version(connector);

            change(LIMITS, csv -> csv.replace("maxOverstrain,L,11000", "maxOverstrain,L,9000"));
            Thread.sleep(3_000);
            assertThat(version(connector)).isEqualTo(shipped);
            // A restart does not bring it in either: others may run what was published.
            connector.kill();
            connector.start();
            connector.awaitReady();
            assertThat(version(connector)).isEqualTo(shipped);

            assertThat(connector
                            .command("publish", "--config", "casewire.yaml", "--json")
                            .waitFor())
                    .isZero();
            String said = Files.readAllLines(folder.resolve("publish.log")).stream()
                    .filter(line -> line.startsWith("{"))
                    .findFirst()
                    .orElseThrow();
            JsonNode published = new ObjectMapper().readTree(said);
            assertThat(published.path("before").asText()).isEqualTo(shipped);
            assertThat(awaitInForce(connector))
                    .isEqualTo(published.path("content").asText());
            change(LIMITS, csv -> csv.replace("maxOverstrain,L,9000", "maxOverstrain,L,much"));
            assertThat(connector.command("publish", "--config", "casewire.yaml").waitFor())
                    .isEqualTo(1);
        }
    }

    private void content() throws IOException {
        // Their cases are about the shipped limits.
        content = TestContent.shipped()
                .change("rules/machine-maintenance/texts.yaml", yaml -> yaml + "# changed\n")
                .writeTo(Files.createDirectory(folder.resolve("content")));
    }

    private void change(String path, UnaryOperator<String> change) throws IOException {
        Path file = content.resolve(path);
        String before = Files.readString(file);
        String after = change.apply(before);
        assertThat(after).isNotEqualTo(before);
        Files.writeString(file, after);
    }

    private static String version(ConnectorProcess connector) throws Exception {
        return connector.status().path("content").asText();
    }

    /** Waits until what is saved decides. */
    private static String awaitInForce(ConnectorProcess connector) throws Exception {
        await().atMost(PATIENCE).until(() -> {
            JsonNode status = connector.status();
            return status.path("content").equals(status.path("contentInFolder"));
        });
        return version(connector);
    }

    private static void awaitNoFindings(ConnectorProcess connector) {
        await().atMost(PATIENCE).until(() -> connector.status().path("findings").isEmpty());
    }

    private static String caseNumber(ConnectorProcess connector) throws Exception {
        return connector
                .query("SELECT CaseNumber FROM Case")
                .path("records")
                .path(0)
                .path("CaseNumber")
                .asText();
    }
}
