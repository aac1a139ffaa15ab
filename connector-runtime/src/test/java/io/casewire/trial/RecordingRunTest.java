package io.casewire.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.Telemetry;
import io.casewire.TestContent;
import io.casewire.content.Content;
import io.casewire.delivery.OutboxSettings;
import io.casewire.model.Finding;
import io.casewire.stream.RecordingRun;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecordingRunTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    private static final Duration STEP = Duration.ofMillis(20);
    private static final int MESSAGES = 6_000;
    private static final int DEVICES = 60;
    private static final int PARTITIONS = 4;

    private final Content content = TestContent.shipped().load();
    private final AssumedWorld world = new AssumedWorld(Map.of(), false, null);

    /** A third of the machines is overstrained from the middle on. */
    private Decided decide(int threads) throws InterruptedException {
        return decide(content, threads, MESSAGES);
    }

    private Decided decide(Content content, int threads, int messages) throws InterruptedException {
        List<Decided> partitions =
                Stream.generate(Decided::new).limit(PARTITIONS).toList();
        try (RecordingRun run = new RecordingRun(content, 10_000, world, world, Instant.EPOCH, partitions, threads)) {
            for (int i = 0; i < messages; i++) {
                int device = i % DEVICES;
                Instant at = START.plus(STEP.multipliedBy(i));
                boolean strained = i > messages / 2 && device % 3 == 0;
                Finding refused = run.message(
                        "devices/press-" + device + "/telemetry",
                        Telemetry.reading(at, strained ? 230 : 10),
                        false,
                        at);
                assertThat(refused).isNull();
            }
            run.end(START.plus(STEP.multipliedBy(messages)));
        }
        return Decided.of(partitions);
    }

    @Test
    void shouldTellWhatSignalsRemember_whichDoesNotGrowWithTheReadings() throws InterruptedException {
        Content withSignals = TestContent.shipped()
                .withSignals(
                        "mappings/signals/torque.yaml",
                        "{ name: lastTorque, function: last, of: torque }",
                        "{ name: meanTorque, function: average, of: torque, window: 10s }",
                        "{ name: odd, function: anomaly, of: torque }")
                .load();

        Map<String, LongSummaryStatistics> some =
                decide(withSignals, 2, MESSAGES).state();
        Map<String, LongSummaryStatistics> more =
                decide(withSignals, 2, 2 * MESSAGES).state();

        assertThat(some.keySet())
                .contains(
                        "machine-maintenance/lastTorque", "machine-maintenance/meanTorque", "machine-maintenance/odd");
        assertThat(some.get("machine-maintenance/lastTorque").getCount()).isEqualTo(DEVICES);
        assertThat(some.get("machine-maintenance/lastTorque").getMax()).isBetween(8L, 64L);
        assertThat(some.get("machine-maintenance/meanTorque").getMax()).isBetween(40L, 500L);
        assertThat(more.get("machine-maintenance/meanTorque").getAverage())
                .isLessThanOrEqualTo(some.get("machine-maintenance/meanTorque").getAverage() * 1.1);
        // Its model is kept beside.
        assertThat(some.get("machine-maintenance/odd").getAverage()).isBetween(5_000.0, 60_000.0);
    }

    @Test
    void shouldDecideTheSameWhateverTheNumberOfThreads() throws InterruptedException {
        Decided one = decide(1);

        assertThat(one.readings()).isEqualTo(MESSAGES);
        assertThat(one.cases()).hasSize(DEVICES / 3);
        String digest = one.digest();
        long calls = one.apiCalls(OutboxSettings.DEFAULT);
        Decided two = decide(2);
        assertThat(two.digest()).isEqualTo(digest);
        assertThat(two.apiCalls(OutboxSettings.DEFAULT)).isEqualTo(calls).isPositive();
        assertThat(two.state().toString()).isEqualTo(one.state().toString());
        assertThat(decide(3).digest()).isEqualTo(digest);
        assertThat(decide(16).digest()).isEqualTo(digest);
    }

    @Test
    void shouldSayWhyAMessageIsNoReading() throws InterruptedException {
        List<Decided> partitions = List.of(new Decided());
        try (RecordingRun run = new RecordingRun(content, 10_000, world, world, Instant.EPOCH, partitions, 2)) {
            Finding refused = run.message("elsewhere", "{}".getBytes(StandardCharsets.UTF_8), false, START);
            run.end(START);

            assertThat(String.valueOf(refused)).contains("INGEST-001");
            assertThat(partitions.get(0).readings()).isZero();
        }
    }
}
