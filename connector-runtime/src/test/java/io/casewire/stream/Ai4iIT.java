package io.casewire.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.Ai4i;
import io.casewire.ConnectorProcess;
import io.casewire.TestContent;
import io.casewire.TopicReader;
import io.casewire.mapping.Write;
import io.casewire.pipeline.Explanation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recording over real MQTT, through everything, into the local org; the publisher is a process of its own. */
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
            connector.awaitCases(expected, Duration.ofMinutes(2));

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
            connector.awaitCases(expected, Duration.ofMinutes(2));
            assertThat(connector.cases()).hasSize(224);

            // And: the recorded readings through the pure pipeline give the same decisions and writes, byte for byte
            long clock = System.currentTimeMillis();
            connector.awaitIdleAfter(Duration.ofSeconds(5));
            Backtest again = backtest(connector, clock);
            assertSame(again.writes, writes(connector, clock));
            assertSame(again.explanations, explanations(connector, clock));
        }
    }

    @Test
    void shouldLoseAndDoubleNothingWhenItIsKilledFiveTimes() throws Exception {
        // Given
        Set<String> expected = Ai4i.expected(Ai4i.rows());
        Random random = new Random(224);
        try (ConnectorProcess connector = new ConnectorProcess(folder, TestContent.repository())) {
            connector.awaitReady();
            Process publisher = publisher(connector, START, 100);

            // When: killed at random points, while readings, decisions and calls are on their way
            long decided = 0;
            for (int kill = 0; kill < 5; kill++) {
                long atLeast = 50 + random.nextInt(400);
                await().atMost(Duration.ofMinutes(1))
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
            assertThat(publisher.waitFor(240, TimeUnit.SECONDS)).isTrue();

            // Then
            assertThat(publisher.exitValue()).isZero();
            connector.awaitCases(expected, Duration.ofMinutes(3));
            assertThat(connector.cases()).hasSize(224);
        }
    }

    private static void assertSame(Map<String, List<String>> again, Map<String, List<String>> live) {
        assertThat(again.keySet()).isEqualTo(live.keySet()).isNotEmpty();
        live.forEach((id, values) -> assertThat(again.get(id)).as(id).isEqualTo(values));
    }

    private static void replay(ConnectorProcess connector, String start, int rate) throws Exception {
        Process publisher = publisher(connector, start, rate);
        assertThat(publisher.waitFor(120, TimeUnit.SECONDS)).isTrue();
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

    /** Up to a clock, because timers go on while the test reads. */
    private static Map<String, List<String>> writes(ConnectorProcess connector, long clock) {
        Map<String, List<String>> writes = new TreeMap<>();
        for (ConsumerRecord<String, byte[]> record : read(connector, Topics.DEFAULT.writes())) {
            if (Json.read(record.value(), Write.class).requestedAt() <= clock) {
                Backtest.add(writes, record.key(), record.value());
            }
        }
        return writes;
    }

    private static Map<String, List<String>> explanations(ConnectorProcess connector, long clock) {
        Map<String, List<String>> explanations = new TreeMap<>();
        for (ConsumerRecord<String, byte[]> record : read(connector, Topics.DEFAULT.explanations())) {
            Explanation explanation = Json.read(record.value(), Explanation.class);
            if (Instant.parse(explanation.at()).toEpochMilli() <= clock) {
                Backtest.add(explanations, record.key(), record.value());
            }
        }
        return explanations;
    }

    private static Backtest backtest(ConnectorProcess connector, long clock) {
        PartyTable parties = new PartyTable();
        read(connector, Topics.DEFAULT.parties()).forEach(it -> parties.accept(it.key(), it.value(), it.timestamp()));
        ConsentTable consents = new ConsentTable();
        read(connector, Topics.DEFAULT.consents()).forEach(it -> consents.accept(it.key(), it.value(), it.timestamp()));
        Backtest backtest = new Backtest(TestContent.shipped().load(), parties, consents);
        read(connector, Topics.DEFAULT.readings()).forEach(backtest::take);
        backtest.advanceTo(clock);
        return backtest;
    }

    private static List<ConsumerRecord<String, byte[]>> read(ConnectorProcess connector, Topic topic) {
        return TopicReader.read(connector.kafka(), topic.name());
    }
}
