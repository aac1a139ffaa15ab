package io.casewire.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestContent;
import io.casewire.TestWorld;
import io.casewire.episodes.Decision;
import io.casewire.episodes.Transition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A device unheard for {@code state.expireAfter} leaves the store. */
class ExpiryTest {
    private static final Duration EXPIRES = Duration.ofDays(30);
    private static final double EASY = 40;
    private static final double STRAINED = 71;
    private static final double WEAR = 211;

    private static TestContent content() {
        return TestContent.shipped().change("mappings/identity.yaml", yaml -> yaml + "state: { expireAfter: 30d }\n");
    }

    private static void deliver(TestRun run, String device, Duration after, double torque) {
        run.deliver(device, after, TestRun.payload(TestRun.START.plus(after), torque, WEAR));
    }

    private static Instant at(Duration after) {
        return TestRun.START.plus(after);
    }

    @Test
    void shouldForgetADeviceThatIsUnheard() {
        try (TestRun run = new TestRun(content().load(), new TestWorld())) {
            // Given
            deliver(run, "press-7", Duration.ZERO, EASY);
            deliver(run, "press-8", Duration.ofDays(1), EASY);

            // When
            run.advanceTo(at(EXPIRES.minusSeconds(1)));
            assertThat(run.devices()).containsExactlyInAnyOrder("press-7", "press-8");
            run.advanceTo(at(EXPIRES));

            // Then
            assertThat(run.devices()).containsExactly("press-8");
        }
    }

    @Test
    void shouldKeepADeviceThatIsHeard() {
        try (TestRun run = new TestRun(content().load(), new TestWorld())) {
            for (int day = 0; day <= 60; day += 20) {
                deliver(run, "press-7", Duration.ofDays(day), EASY);
            }

            assertThat(run.devices()).containsExactly("press-7");
        }
    }

    @Test
    void shouldTakeARetainedMessageForNoSignOfLife() {
        try (TestRun run = new TestRun(content().load(), new TestWorld())) {
            deliver(run, "press-7", Duration.ZERO, EASY);
            byte[] retained = TestRun.payload(TestRun.START, EASY, WEAR).getBytes(StandardCharsets.UTF_8);
            run.deliver("press-7", Duration.ofDays(20), true, retained);
            run.deliver("press-8", Duration.ofDays(20), true, retained);

            run.advanceTo(at(EXPIRES));
            assertThat(run.devices()).containsExactly("press-8");
            run.advanceTo(at(EXPIRES.plusDays(20)));
            assertThat(run.devices()).isEmpty();
        }
    }

    @Test
    void shouldBeginAnewWhenItSpeaksAgain() {
        try (TestRun run = new TestRun(content().load(), new TestWorld())) {
            // Given: an episode is open when the device falls silent
            deliver(run, "press-7", Duration.ZERO, STRAINED);
            run.advanceTo(at(EXPIRES));
            assertThat(run.devices()).isEmpty();

            // When
            deliver(run, "press-7", EXPIRES.plusDays(1), STRAINED);

            // Then
            assertThat(run.decisions)
                    .extracting(Decision::transition)
                    .containsExactly(Transition.OPENED, Transition.OPENED);
            assertThat(run.decisions).extracting(Decision::episode).doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldMakeDeadLettersOfReadingsThatWaited() {
        TestContent holding = content()
                .change("mappings/identity.yaml", yaml -> yaml.replace("unknownDevice: register", "unknownDevice: hold")
                        .replace("retry: 2s", "retry: 1d"));
        TestWorld world = new TestWorld().knownFrom("press-7", at(Duration.ofDays(365)));
        try (TestRun run = new TestRun(holding.load(), world)) {
            // Given
            deliver(run, "press-7", Duration.ZERO, EASY);
            deliver(run, "press-7", Duration.ofDays(2), EASY);
            assertThat(run.deadLetters).isEmpty();

            // When
            run.advanceTo(at(Duration.ofDays(2).plus(EXPIRES)));

            // Then
            assertThat(run.deadLetters)
                    .hasSize(2)
                    .allSatisfy(letter -> assertThat(letter.finding().what()).contains("state.expireAfter"));
            assertThat(run.devices()).isEmpty();
        }
    }
}
