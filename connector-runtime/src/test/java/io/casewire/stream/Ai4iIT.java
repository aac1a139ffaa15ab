package io.casewire.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.Ai4i;
import io.casewire.ConnectorProcess;
import io.casewire.TestContent;
import io.casewire.content.Content;
import io.casewire.ingest.RawReading;
import io.casewire.mapping.Write;
import io.casewire.pipeline.DecisionPipeline;
import io.casewire.pipeline.DeviceState;
import io.casewire.pipeline.PartitionState;
import io.casewire.pipeline.Step;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
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

            // And: the recorded readings through the pure pipeline give the same writes, byte for byte
            long clock = System.currentTimeMillis();
            connector.awaitIdleAfter(Duration.ofSeconds(5));
            Map<String, List<String>> live = writes(connector, clock);
            Map<String, List<String>> again = backtest(connector, clock);
            assertThat(again.keySet()).isEqualTo(live.keySet()).isNotEmpty();
            live.forEach(
                    (record, writes) -> assertThat(again.get(record)).as(record).isEqualTo(writes));
        }
    }

    @Test
    void shouldLoseAndDoubleNothingWhenItIsKilledFiveTimes() throws Exception {
        // Given
        Set<String> expected = Ai4i.expected(Ai4i.rows());
        Random random = new Random(224);
        try (ConnectorProcess connector = new ConnectorProcess(folder, TestContent.repository())) {
            connector.awaitReady();
            Process publisher = connector.command(
                    "replay",
                    Ai4i.FILE.toString(),
                    "--format",
                    "machine-maintenance",
                    "--start",
                    START,
                    "--rate",
                    "1500",
                    "--broker",
                    connector.mqtt(),
                    "--json");

            // When: killed while readings, decisions and calls are on their way
            for (int kill = 0; kill < 5; kill++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(700 + random.nextInt(2_500)));
                connector.kill();
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

    private void replay(ConnectorProcess connector, String start, int rate) throws Exception {
        Process publisher = connector.command(
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
        assertThat(publisher.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(publisher.exitValue()).isZero();
    }

    /** Up to a clock, because timers go on while the test reads. */
    private static Map<String, List<String>> writes(ConnectorProcess connector, long clock) {
        Map<String, List<String>> writes = new TreeMap<>();
        for (ConsumerRecord<String, byte[]> record : read(connector, Topics.DEFAULT.writes())) {
            if (Json.read(record.value(), Write.class).requestedAt() <= clock) {
                writes.computeIfAbsent(record.key(), key -> new ArrayList<>())
                        .add(new String(record.value(), StandardCharsets.UTF_8));
            }
        }
        return writes;
    }

    /** Every partition on its own, as the stream reads it; nothing but what the log holds. */
    private static Map<String, List<String>> backtest(ConnectorProcess connector, long clock) {
        PartyTable parties = new PartyTable();
        read(connector, Topics.DEFAULT.parties()).forEach(it -> parties.accept(it.key(), it.value(), it.timestamp()));
        ConsentTable consents = new ConsentTable();
        read(connector, Topics.DEFAULT.consents()).forEach(it -> consents.accept(it.key(), it.value(), it.timestamp()));
        Content content = TestContent.shipped().load();
        Map<Integer, PartitionRun> partitions = new HashMap<>();
        for (ConsumerRecord<String, byte[]> record : read(connector, Topics.DEFAULT.readings())) {
            if (ReadingRecord.activation(record.headers()) == null) {
                partitions
                        .computeIfAbsent(
                                record.partition(),
                                it -> new PartitionRun(new DecisionPipeline(content, parties, consents)))
                        .take(record);
            }
        }
        Map<String, List<String>> writes = new TreeMap<>();
        partitions.values().forEach(run -> {
            run.advanceTo(clock);
            run.writes.forEach((key, list) ->
                    writes.computeIfAbsent(key, it -> new ArrayList<>()).addAll(list));
        });
        return writes;
    }

    private static List<ConsumerRecord<String, byte[]>> read(ConnectorProcess connector, Topic topic) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", connector.kafka(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                TopicPartition one = new TopicPartition(topic.name(), partition);
                consumer.assign(List.of(one));
                consumer.seekToBeginning(List.of(one));
                long end = consumer.endOffsets(List.of(one)).get(one);
                while (consumer.position(one) < end) {
                    consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                }
            }
        }
        return records;
    }

    /** One partition's readings and timers, in order. */
    private static final class PartitionRun {
        private final DecisionPipeline pipeline;
        private final PartitionState partition = new PartitionState();
        private final Map<String, byte[]> states = new HashMap<>();
        private final Deadlines deadlines = new Deadlines();
        private final Map<String, List<String>> writes = new TreeMap<>();

        PartitionRun(DecisionPipeline pipeline) {
            this.pipeline = pipeline;
        }

        void take(ConsumerRecord<String, byte[]> record) {
            advanceTo(record.timestamp());
            RawReading raw = ReadingRecord.read(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.timestamp(),
                    record.key(),
                    record.value(),
                    record.headers());
            DeviceState state = state(record.key());
            keep(state, pipeline.reading(raw, state, partition));
        }

        void advanceTo(long clock) {
            String device = deadlines.firstDue(clock);
            while (device != null) {
                DeviceState state = state(device);
                long deadline = state.deadline();
                if (deadlines.confirm(device, deadline)) {
                    keep(state, pipeline.timer(state, partition, Instant.ofEpochMilli(deadline)));
                }
                device = deadlines.firstDue(clock);
            }
        }

        private DeviceState state(String device) {
            byte[] bytes = states.get(device);
            return bytes == null ? DeviceState.empty(device) : DeviceState.fromBytes(device, bytes);
        }

        private void keep(DeviceState state, Step step) {
            states.put(state.device(), state.toBytes());
            deadlines.set(state.device(), state.deadline());
            for (Write write : step.writes()) {
                writes.computeIfAbsent(write.id(), key -> new ArrayList<>())
                        .add(new String(Json.bytes(write), StandardCharsets.UTF_8));
            }
        }
    }
}
