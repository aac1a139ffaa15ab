package io.casewire.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestContent;
import io.casewire.TestWorld;
import io.casewire.content.Content;
import io.casewire.episodes.Decision;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is too much to be true is dropped, and a backlog is not. */
class NoisyDeviceTest {
    private static final int MOST = 100;

    private static Content content() {
        return TestContent.shipped()
                .change(
                        "mappings/formats/machine-maintenance.yaml",
                        yaml -> yaml.replace("retained:", "maxPerMinute: " + MOST + "\nretained:"))
                .load();
    }

    private static Step reading(TestRun run, String device, Duration arrives, Instant measured, double wear) {
        return run.deliver(
                device,
                arrives,
                """
                {"ts":"%s","type":"L","airTemperature":300.0,"processTemperature":311.0,\
                "rotationalSpeed":1400,"torque":50.0,"toolWear":%s}"""
                        .formatted(measured, wear));
    }

    private static void everyTenMillis(TestRun run, int readings, Duration from, double wear) {
        for (int i = 0; i < readings; i++) {
            Duration at = from.plusMillis(10L * i);
            reading(run, "press", at, TestRun.START.plus(at), wear);
        }
    }

    private static long told(TestRun run) {
        return run.explanations.stream()
                .filter(it -> it.stages().toString().contains("QUALITY-008"))
                .peek(it -> assertThat(it.stages().toString()).contains("more than 100 readings"))
                .count();
    }

    @Test
    void shouldDropWhatIsTooMuchUntilAMinuteWasCalm() {
        try (TestRun run = new TestRun(content(), new TestWorld())) {
            everyTenMillis(run, MOST, Duration.ZERO, 10);
            assertThat(told(run)).isZero();

            // The next one is one too many, however bad it sounds.
            everyTenMillis(run, 500, Duration.ofSeconds(2), 230);
            assertThat(run.decisions).isEmpty();
            assertThat(told(run)).isOne();

            // The minute after is calm, and still part of the quarantine; then what is told counts again.
            everyTenMillis(run, 10, Duration.ofSeconds(60), 230);
            assertThat(run.decisions).isEmpty();
            everyTenMillis(run, 1, Duration.ofSeconds(120), 230);
            assertThat(run.decisions).hasSize(1);
        }
    }

    @Test
    void shouldBearFiveThousandInASecond() {
        try (TestRun run = new TestRun(TestContent.shipped().load(), new TestWorld())) {
            int dropped = 0;
            for (int i = 0; i < 15_000; i++) {
                Duration at = Duration.ofNanos(200_000L * i);
                dropped += reading(run, "press", at, TestRun.START.plus(at), 10).noisy() == null ? 0 : 1;
            }
            assertThat(dropped)
                    .as("of three seconds, beyond what a minute may have")
                    .isEqualTo(15_000 - 6_000);
            assertThat(run.explanations)
                    .filteredOn(it -> it.stages().toString().contains("QUALITY-008"))
                    .hasSize(1);

            Duration later = Duration.ofSeconds(4);
            reading(run, "mill", later, TestRun.START.plus(later), 230);
            assertThat(run.decisions)
                    .extracting(it -> Decision.device(it.episode()))
                    .containsExactly("mill");
        }
    }

    @Test
    void shouldLeaveOthersAlone() {
        try (TestRun run = new TestRun(content(), new TestWorld())) {
            everyTenMillis(run, 500, Duration.ZERO, 10);
            Duration later = Duration.ofSeconds(6);
            Step step = reading(run, "mill", later, TestRun.START.plus(later), 230);

            assertThat(step.noisy()).isNull();
            assertThat(run.decisions)
                    .extracting(it -> Decision.device(it.episode()))
                    .containsExactly("mill");
        }
    }

    @Test
    void shouldDropWhatAClockThatStandsStillTells() {
        try (TestRun run = new TestRun(content(), new TestWorld())) {
            // It told the right time once.
            reading(run, "press", Duration.ZERO, TestRun.START.plusSeconds(180), 10);
            for (int i = 1; i <= MOST; i++) {
                assertThat(reading(run, "press", Duration.ofMillis(i), TestRun.START.plusMillis(i), 10)
                                .noisy())
                        .isNull();
            }
            assertThat(reading(run, "press", Duration.ofMillis(500), TestRun.START.plusMillis(500), 10)
                            .noisy())
                    .isEqualTo("press");
        }
    }

    @Test
    void shouldTakeWhatAnOutageHeldBack() {
        try (TestRun run = new TestRun(content(), new TestWorld())) {
            for (int i = 0; i < 1_000; i++) {
                // A reading a second, all of them within a second.
                Step step = reading(run, "press", Duration.ofHours(1).plusMillis(i), TestRun.START.plusSeconds(i), 10);
                assertThat(step.noisy()).isNull();
            }
        }
    }
}
