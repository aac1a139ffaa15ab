package io.casewire.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.Telemetry;
import io.casewire.TestContent;
import io.casewire.TestWorld;
import io.casewire.consent.Pseudonyms;
import io.casewire.content.Content;
import io.casewire.ingest.Admitted;
import io.casewire.ingest.Arrival;
import io.casewire.model.ReadingId;
import io.casewire.pipeline.DeadLetter;
import io.casewire.pipeline.PartitionState;
import io.casewire.pipeline.Step;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten minutes without a reading, in which one episode has to open, another has to tell new values, and windows pass in
 * which machines are unheard: whether the stream was watching the clock or was down, it decides what a backtest decides.
 */
class StandstillTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    private static final Duration STANDSTILL = Duration.ofMinutes(10);

    @TempDir
    private Path state;

    private final Content content = TestContent.shipped()
            .change(
                    "rules/machine-maintenance/power.drl",
                    drl -> drl.replace("@severity( \"critical\" )", "@severity( \"critical\" ) @hold( \"3m\" )"))
            .withSignals("mappings/signals/silence.yaml", "{ name: silent, function: silence, window: 5m }")
            .load();
    private final List<ConsumerRecord<String, byte[]>> log = new ArrayList<>();
    private long watchedUntil = Long.MIN_VALUE;

    @Test
    void shouldDecideAsABacktestDoes_whenItWatchedTheClock() {
        try (TopologyTestDriver driver = driver()) {
            beforeTheStandstill(driver);
            for (Instant now = START; now.isBefore(START.plus(STANDSTILL)); now = now.plusSeconds(1)) {
                watchedUntil = now.toEpochMilli();
                driver.advanceWallClockTime(Duration.ofSeconds(1));
            }
            afterTheStandstill(driver);

            assertAsABacktestDoes(driver);
        }
    }

    @Test
    void shouldDecideAsABacktestDoes_whenItWasDown() {
        try (TopologyTestDriver driver = driver()) {
            beforeTheStandstill(driver);
            driver.advanceWallClockTime(STANDSTILL);
            afterTheStandstill(driver);

            assertAsABacktestDoes(driver);
        }
    }

    private void beforeTheStandstill(TopologyTestDriver driver) {
        append(driver, START, "", new byte[0], activation());
        for (int second = 0; second < 20; second++) {
            Instant now = START.plusSeconds(second);
            reading(driver, now, "worn", Telemetry.reading(now, 230 + second));
            reading(driver, now, "stalled", Telemetry.json(now.toString(), "5.0", "10"));
            reading(driver, now, "fine", Telemetry.reading(now, 10));
        }
    }

    private void afterTheStandstill(TopologyTestDriver driver) {
        for (int second = 0; second < 20; second++) {
            Instant now = START.plus(STANDSTILL).plusSeconds(second);
            reading(driver, now, "worn", Telemetry.reading(now, second < 10 ? 240 : 10));
            reading(driver, now, "stalled", Telemetry.json(now.toString(), "50.0", "10"));
        }
    }

    private void assertAsABacktestDoes(TopologyTestDriver driver) {
        Again again = new Again();
        try (Decider decider = new Decider(known(), DeviceStates.inMemory(), new PartitionState(), again)) {
            log.forEach(record -> decider.take(
                    new ReadingId(record.topic(), record.partition(), record.offset()),
                    record.timestamp(),
                    record.key(),
                    record.value(),
                    record.headers()));
        }

        Map<String, List<String>> explanations = output(driver, Topics.DEFAULT.explanations());
        assertThat(explanations).isEqualTo(again.explanations);
        assertThat(output(driver, Topics.DEFAULT.writes())).isEqualTo(again.writes);
        // What had to happen while nothing arrived, at the time it was due
        assertThat(explanations.toString())
                .contains(
                        "\"at\":\"2026-03-01T08:03:00Z\"",
                        "stalled|machine-maintenance/power",
                        "worn|machine-maintenance/overstrain",
                        "\"transition\":\"updated\"",
                        "\"transition\":\"cleared\"");
    }

    private static Map<String, List<String>> output(TopologyTestDriver driver, Topic topic) {
        Map<String, List<String>> all = new TreeMap<>();
        driver.createOutputTopic(topic.name(), new StringDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList()
                .forEach(record -> add(all, record.key(), record.value()));
        return all;
    }

    private static void add(Map<String, List<String>> all, String key, byte[] value) {
        all.computeIfAbsent(key, it -> new ArrayList<>()).add(new String(value, StandardCharsets.UTF_8));
    }

    /** The bytes the stream would write, by the record they are about. */
    private static final class Again implements Decider.Outcome {
        final Map<String, List<String>> writes = new TreeMap<>();
        final Map<String, List<String>> explanations = new TreeMap<>();

        @Override
        public void ofReading(Step step, long at) {
            ofTimer(step, at);
        }

        @Override
        public void ofTimer(Step step, long at) {
            step.writes().forEach(write -> add(writes, write.id(), Json.bytes(write)));
            step.explanations().forEach(it -> add(explanations, it.id(), Json.bytes(it)));
        }

        @Override
        public void ofFault(DeadLetter letter, long at) {
            throw new AssertionError(letter.finding());
        }
    }

    private Known known() {
        ContentLog contents = new ContentLog();
        contents.add(content);
        TestWorld world = new TestWorld();
        return new Known(contents, world, world, Pseudonyms.NONE);
    }

    private TopologyTestDriver driver() {
        DecisionTopology.Needs needs = new DecisionTopology.Needs(
                known(), Freshness.complete(), partition -> watchedUntil, new StreamMeter(new SimpleMeterRegistry()));
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "standstill");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nobody-listens:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        return new TopologyTestDriver(DecisionTopology.build(Topics.DEFAULT, needs), properties, START);
    }

    private Headers activation() {
        Headers headers = new RecordHeaders();
        headers.add(ReadingRecord.ACTIVATION_HEADER, content.version().getBytes(StandardCharsets.UTF_8));
        return headers;
    }

    private void reading(TopologyTestDriver driver, Instant now, String device, byte[] payload) {
        Arrival arrival = new Arrival("mqtt", "devices/" + device + "/telemetry", null, Map.of(), false, payload);
        Headers headers = new RecordHeaders();
        ReadingRecord.headers(arrival, new Admitted(device, "machine-maintenance", null, payload))
                .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        append(driver, now, device, Sealed.seal(payload), headers);
    }

    /** To the stream, and to the log a backtest reads. */
    private void append(TopologyTestDriver driver, Instant now, String key, byte[] value, Headers headers) {
        String topic = Topics.DEFAULT.readings().name();
        TestInputTopic<String, byte[]> readings =
                driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer());
        log.add(new ConsumerRecord<>(
                topic,
                0,
                log.size(),
                now.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                key.length(),
                value.length,
                key,
                value,
                headers,
                Optional.empty()));
        readings.pipeInput(new TestRecord<>(key, value, headers, now));
    }
}
