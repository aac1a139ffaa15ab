package io.casewire.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.Telemetry;
import io.casewire.TestContent;
import io.casewire.TestWorld;
import io.casewire.episodes.Decision;
import io.casewire.episodes.Transition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The stream's own decider, with all that it keeps in memory. */
class TrialTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

    private final TestWorld world = new TestWorld();
    private final List<Decision> decisions = new ArrayList<>();

    private void strained(Trial trial, Duration after) {
        Instant at = START.plus(after);
        byte[] payload = Telemetry.reading(at, 230);
        Trial.Result result = trial.message("devices/press-7/telemetry", payload, at);
        assertThat(result.refused()).isEmpty();
        take(result.happened());
    }

    private void take(List<Trial.Happened> happened) {
        happened.forEach(it -> decisions.addAll(it.step().decisions()));
    }

    @Test
    void shouldGoOnWithWhatItRemembers() {
        try (Trial trial = new Trial(TestContent.shipped().load(), 10_000, world, world, START)) {
            strained(trial, Duration.ZERO);
            take(trial.advanceTo(START.plus(Duration.ofDays(89))));
            strained(trial, Duration.ofDays(89));

            assertThat(decisions)
                    .extracting(Decision::transition)
                    .containsExactly(Transition.OPENED, Transition.UPDATED);
        }
    }

    @Test
    void shouldForgetADeviceThatIsUnheard() {
        try (Trial trial = new Trial(TestContent.shipped().load(), 10_000, world, world, START)) {
            strained(trial, Duration.ZERO);
            take(trial.advanceTo(START.plus(Duration.ofDays(90))));
            strained(trial, Duration.ofDays(91));

            assertThat(decisions)
                    .extracting(Decision::transition)
                    .containsExactly(Transition.OPENED, Transition.OPENED);
        }
    }

    @Test
    void shouldSayWhyAMessageIsNoReading() {
        try (Trial trial = new Trial(TestContent.shipped().load(), 10_000, world, world, START)) {
            byte[] payload = "{}".getBytes(StandardCharsets.UTF_8);

            Trial.Result result = trial.message("elsewhere", payload, START);

            assertThat(result.refused()).singleElement().asString().contains("INGEST-001");
            assertThat(result.happened()).isEmpty();
        }
    }
}
