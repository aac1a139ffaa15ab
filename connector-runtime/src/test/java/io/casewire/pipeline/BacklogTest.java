package io.casewire.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestContent;
import io.casewire.TestWorld;
import io.casewire.episodes.Decision;
import io.casewire.episodes.Transition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Six hours of readings that arrive within a minute, because nobody took them in before. */
class BacklogTest {
    private static final String RULE = "rules/machine-maintenance/overstrain.drl";
    private static final double STRAINED = 71;
    private static final double EASY = 40;
    private static final Duration OUTAGE = Duration.ofHours(6);
    private static final Duration BETWEEN = Duration.ofSeconds(30);

    @Test
    void shouldMakeNoCaseForWhatClearedInABacklog() {
        try (TestRun run = run(TestContent.shipped())) {
            // Given
            deliver(run, Duration.ZERO, Duration.ZERO, EASY);

            // When: strained in the second hour of the outage, and again in the fourth
            backlog(run, happened -> isHour(happened, 2) || isHour(happened, 4) ? STRAINED : EASY);
            run.advanceTo(TestRun.START.plus(OUTAGE).plus(Duration.ofHours(1)));

            // Then
            assertThat(run.decisions).isEmpty();
            assertThat(run.writes).noneMatch(write -> write.mapping().equals("case"));
        }
    }

    @Test
    void shouldMakeACaseForWhatABacklogLeavesOpen() {
        try (TestRun run = run(TestContent.shipped())) {
            // Given
            deliver(run, Duration.ZERO, Duration.ZERO, EASY);

            // When: strained since the fifth hour, and nothing more comes
            backlog(run, happened -> happened.compareTo(Duration.ofHours(5)) >= 0 ? STRAINED : EASY);
            run.advanceTo(TestRun.START.plus(OUTAGE).plus(Duration.ofHours(1)));

            // Then
            assertThat(transitions(run)).startsWith(Transition.OPENED).containsOnlyOnce(Transition.OPENED);
            assertThat(run.decisions.get(0).firstSeen()).isEqualTo(TestRun.START.plus(Duration.ofHours(5)));
        }
    }

    @Test
    void shouldMakeACaseAtOnce_whenTheDeviceCaughtUpAndItStillHolds() {
        try (TestRun run = run(TestContent.shipped())) {
            // Given
            deliver(run, Duration.ZERO, Duration.ZERO, EASY);

            // When
            Duration arrived = backlog(run, happened -> STRAINED);

            // Then: with the first that is younger than two minutes, while the others still arrived
            Decision opened = run.decisions.get(0);
            assertThat(opened.transition()).isEqualTo(Transition.OPENED);
            assertThat(opened.at()).isBefore(TestRun.START.plus(arrived));
            assertThat(Duration.between(opened.lastSeen(), opened.at())).isLessThanOrEqualTo(Duration.ofMinutes(2));
        }
    }

    @Test
    void shouldTellWhatClearedInABacklog_whenItsRuleSaysSo() {
        TestContent content = TestContent.shipped()
                .change(
                        RULE,
                        drl -> drl.replace("@severity( \"high\" )", "@severity( \"high\" ) @backlog( \"tell\" )"));
        try (TestRun run = run(content)) {
            // Given
            deliver(run, Duration.ZERO, Duration.ZERO, EASY);

            // When
            backlog(run, happened -> isHour(happened, 2) ? STRAINED : EASY);

            // Then
            assertThat(transitions(run)).startsWith(Transition.OPENED).endsWith(Transition.CLEARED);
        }
    }

    @Test
    void shouldNotWait_whenADeviceIsAlwaysLateByTheSameTime() {
        try (TestRun run = run(TestContent.shipped())) {
            // Given: its clock is two hours behind, and the way there takes a second more or less
            for (int i = 0; i < 10; i++) {
                Duration happened = BETWEEN.multipliedBy(i);
                deliver(run, happened.plusHours(2).plusMillis(i % 3 * 1_000L), happened, EASY);
            }

            // When
            Duration happened = BETWEEN.multipliedBy(10);
            deliver(run, happened.plusHours(2), happened, STRAINED);

            // Then
            assertThat(transitions(run)).containsExactly(Transition.OPENED);
        }
    }

    @Test
    void shouldNotWaitForEver_whenADeviceRoundsItsTimes() {
        try (TestRun run = run(TestContent.shipped())) {
            // When: three minutes behind, two readings a second, and times in whole seconds
            for (int i = 0; i < 200; i++) {
                Duration arrived = Duration.ofMillis(500L * i);
                Duration happened = Duration.ofSeconds(arrived.toSeconds()).minusMinutes(3);
                deliver(run, arrived, happened, STRAINED + i * 0.001);
            }

            // Then: it took a minute to see that
            assertThat(run.decisions.get(0).transition()).isEqualTo(Transition.OPENED);
            assertThat(run.decisions.get(0).at()).isBefore(TestRun.START.plusSeconds(65));
        }
    }

    @Test
    void shouldWaitHalfAnHourAtMost() {
        try (TestRun run = run(TestContent.shipped())) {
            // Given
            deliver(run, Duration.ZERO, Duration.ZERO, EASY);

            // When: a backlog of days, of which a reading comes every ten seconds
            Duration begin = Duration.ofDays(10);
            for (int i = 1; i < 200; i++) {
                deliver(run, begin.plusSeconds(10L * i), Duration.ofMinutes(10L * i), STRAINED);
            }

            // Then
            assertThat(run.decisions.get(0).at())
                    .isBetween(
                            TestRun.START.plus(begin).plus(Duration.ofMinutes(30)),
                            TestRun.START.plus(begin).plus(Duration.ofMinutes(31)));
        }
    }

    @Test
    void shouldNotWait_whenABacklogIsShort() {
        try (TestRun run = run(TestContent.shipped())) {
            // When: a minute late, as after a restart
            deliver(run, Duration.ZERO, Duration.ZERO, EASY);
            deliver(run, Duration.ofSeconds(90), Duration.ofSeconds(30), STRAINED);

            // Then
            assertThat(transitions(run)).containsExactly(Transition.OPENED);
        }
    }

    @Test
    void shouldNotWaitOnceMore_whenTheBacklogSaysThatItHeldLongEnough() {
        // Then: only the minute in which nothing more came
        assertThat(waitsWhenStrainedFor(30)).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(65));
    }

    @Test
    void shouldWaitForTheRestOfItsHoldTime_whenTheBacklogSaysPartOfIt() {
        assertThat(waitsWhenStrainedFor(12)).isBetween(Duration.ofMinutes(8), Duration.ofMinutes(9));
    }

    /** How long it takes to open after a backlog that ends strained for so long, five minutes before it arrives. */
    private static Duration waitsWhenStrainedFor(long minutes) {
        TestContent holding = TestContent.shipped()
                .change(RULE, drl -> drl.replace("@severity( \"high\" )", "@severity( \"high\" ) @hold( \"20m\" )"));
        try (TestRun run = run(holding)) {
            deliver(run, Duration.ZERO, Duration.ZERO, EASY);
            long end = OUTAGE.toMinutes() - 5;
            Duration strained = Duration.ofMinutes(end - minutes);
            Duration arrived = backlog(run, happened -> happened.compareTo(strained) >= 0 ? STRAINED : EASY, end);
            run.advanceTo(TestRun.START.plus(arrived).plus(Duration.ofHours(1)));
            assertThat(transitions(run)).startsWith(Transition.OPENED).containsOnlyOnce(Transition.OPENED);
            return Duration.between(
                    TestRun.START.plus(arrived), run.decisions.get(0).at());
        }
    }

    private interface Torque {
        double at(Duration happened);
    }

    private static boolean isHour(Duration happened, int hour) {
        return happened.toHours() == hour;
    }

    private static Duration backlog(TestRun run, Torque torque) {
        return backlog(run, torque, OUTAGE.toMinutes());
    }

    /**
     * One every 20 ms.
     *
     * @param until in minutes of the outage
     * @return when the last one arrived
     */
    private static Duration backlog(TestRun run, Torque torque, long until) {
        Duration arrived = OUTAGE;
        Duration end = Duration.ofMinutes(until);
        for (Duration happened = BETWEEN; happened.compareTo(end) < 0; happened = happened.plus(BETWEEN)) {
            deliver(run, arrived, happened, torque.at(happened));
            arrived = arrived.plusMillis(20);
        }
        return arrived;
    }

    private static void deliver(TestRun run, Duration arrived, Duration happened, double torque) {
        Instant ts = TestRun.START.plus(happened);
        run.deliver("press-7", arrived, false, TestRun.payload(ts, torque, 211).getBytes(StandardCharsets.UTF_8));
    }

    private static TestRun run(TestContent content) {
        return new TestRun(content.load(), new TestWorld());
    }

    private static List<Transition> transitions(TestRun run) {
        return run.decisions.stream().map(Decision::transition).toList();
    }
}
