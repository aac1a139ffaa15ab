package io.casewire.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.Ai4i;
import io.casewire.ConnectorProcess;
import io.casewire.TestContent;
import io.casewire.TopicReader;
import io.casewire.consent.Pseudonyms;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The recording over real MQTT, through everything, into the local org; the publisher is a process of its own. */
@Execution(ExecutionMode.CONCURRENT)
class Ai4iIT {
    private static final String START = "2026-01-01T00:00:00Z";
    private static final String LATER = "2026-01-02T00:00:00Z";

    @TempDir
    private Path folder;

    @Test
    void shouldOpenOneCasePerLabelAndNoneElse_evenWhenItComesAgain() throws Exception {
        // Given
        Set<String> expected = Ai4i.expected(Ai4i.rows());
        try (ConnectorProcess connector = new ConnectorProcess(folder, TestContent.repository())) {
            connector.awaitReady();

            // When
            replay(connector, START, 1000);
            connector.awaitCases(expected, ConnectorProcess.PATIENCE);

            // Then: 224, each explained
            assertThat(connector.cases()).hasSize(224);
            for (JsonNode record :
                    connector.query("SELECT CaseNumber FROM Case LIMIT 5").path("records")) {
                assertThat(connector.explain(record.path("CaseNumber").asText()).body())
                        .contains(
                                "\"transition\":\"opened\"",
                                "\"rule\":\"rules/machine-maintenance/",
                                "\"allowed\":true");
            }

            // And: the same again adds nothing, a later one updates
            replay(connector, START, 1000);
            replay(connector, LATER, 1000);
            connector.awaitCases(expected, ConnectorProcess.PATIENCE);
            assertThat(connector.cases()).hasSize(224);

            // And: decided again from what Kafka holds, it is the same, byte for byte
            connector.awaitIdleAfter(Duration.ofSeconds(5));
            Backtest.Result again = backtest(connector);
            assertThat(again.differences()).isEmpty();
            assertThat(again.fromTheBeginning()).isTrue();
            assertThat(again.readings()).isEqualTo(3L * Ai4i.rows().size());
            assertThat(again.writes()).isGreaterThan(224);

            // And: one byte is noticed
            ConsumerRecord<String, byte[]> one = TopicReader.read(
                            connector.kafka(), Topics.DEFAULT.explanations().name())
                    .get(0);
            byte[] other = one.value().clone();
            other[other.length / 2]++;
            append(connector, new ProducerRecord<>(one.topic(), one.partition(), one.timestamp(), one.key(), other));
            assertThat(backtest(connector).differences())
                    .containsExactly(
                            new Backtest.Difference(Backtest.What.EXPLANATION, one.key(), Backtest.Kind.CHANGED));
        }
    }

    @Test
    void shouldLoseAndDoubleNothingWhenItIsKilledFiveTimes() throws Exception {
        // Given
        Set<String> expected = Ai4i.expected(Ai4i.rows());
        Random random = new Random(224);
        try (ConnectorProcess connector = new ConnectorProcess(folder, TestContent.machines())) {
            connector.awaitReady();
            Process publisher = publisher(connector, START, 200);

            // When: killed at random points, while readings, decisions and calls are on their way
            long decided = 0;
            for (int kill = 0; kill < 5; kill++) {
                long atLeast = 50 + random.nextInt(400);
                await().atMost(ConnectorProcess.PATIENCE)
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> connector.readings() >= atLeast);
                decided += connector.readings();
                connector.kill();
                assertThat(Ai4i.rows().size() - decided)
                        .as("unfinished at kill " + kill)
                        .isGreaterThanOrEqualTo(1_000);
                connector.start();
                connector.awaitReady();
            }
            assertThat(publisher.waitFor(ConnectorProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();

            // Then
            assertThat(publisher.exitValue()).isZero();
            connector.awaitCases(expected, ConnectorProcess.PATIENCE);
            assertThat(connector.cases()).hasSize(224);
            assertThat(backtest(connector).differences()).isEmpty();
        }
    }

    private static Backtest.Result backtest(ConnectorProcess connector) throws Exception {
        KafkaSettings kafka = new KafkaSettings(connector.kafka(), Map.of(), Topics.DEFAULT, (short) 1);
        return new Backtest(kafka, Pseudonyms.NONE).run(2, more -> {});
    }

    private static void append(ConnectorProcess connector, ProducerRecord<String, byte[]> record) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", connector.kafka()), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(record).get();
        }
    }

    private static void replay(ConnectorProcess connector, String start, int rate) throws Exception {
        Process publisher = publisher(connector, start, rate);
        assertThat(publisher.waitFor(ConnectorProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(publisher.exitValue()).isZero();
    }

    private static Process publisher(ConnectorProcess connector, String start, int rate) throws Exception {
        return connector.command(
                "replay",
                Ai4i.FILE.toString(),
                "--format",
                "machine-maintenance",
                "--start",
                start,
                "--rate",
                Integer.toString(rate),
                "--broker",
                connector.mqtt(),
                "--json");
    }
}
