package io.casewire.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestContent;
import io.casewire.TestWorld;
import io.casewire.episodes.Decision;
import io.casewire.episodes.Transition;
import io.casewire.model.Brake;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is stopped decides nothing, and goes on where it was. */
class BrakesTest {
    private static final String RULE = "machine-maintenance/overstrain";
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void shouldDecideNothingByARuleThatIsStopped_untilItsTimeIsOver() {
        try (TestRun run = new TestRun(TestContent.shipped().load(), new TestWorld())) {
            // Given
            run.brake(brake(Brake.Kind.RULE, RULE, HOUR));

            // When
            strain(run, "press-7", Duration.ofMinutes(1), 71);
            strain(run, "press-7", Duration.ofMinutes(59), 71);
            assertThat(run.decisions).isEmpty();
            strain(run, "press-7", Duration.ofMinutes(60), 71);

            // Then
            assertThat(run.decisions).extracting(Decision::transition).containsExactly(Transition.OPENED);
        }
    }

    @Test
    void shouldLeaveWhatARuleOpenedAsItIsWhileItIsStopped() {
        try (TestRun run = new TestRun(TestContent.shipped().load(), new TestWorld())) {
            // Given
            strain(run, "press-7", Duration.ZERO, 71);
            run.brake(brake(Brake.Kind.RULE, RULE, HOUR));

            // When: the strain is over, and the brake later
            strain(run, "press-7", Duration.ofMinutes(1), 40);
            assertThat(run.decisions).hasSize(1);
            run.brake(brake(Brake.Kind.RULE, RULE, Duration.ZERO));
            strain(run, "press-7", Duration.ofMinutes(2), 40);

            // Then
            assertThat(run.decisions)
                    .extracting(Decision::transition)
                    .containsExactly(Transition.OPENED, Transition.CLEARED);
        }
    }

    @Test
    void shouldDecideNothingAboutADeviceThatIsStopped_andAllAboutOthers() {
        try (TestRun run = new TestRun(TestContent.shipped().load(), new TestWorld())) {
            // Given
            run.brake(brake(Brake.Kind.DEVICE, "press-7", HOUR));

            // When
            strain(run, "press-7", Duration.ofMinutes(1), 71);
            strain(run, "press-8", Duration.ofMinutes(1), 71);

            // Then
            assertThat(run.decisions)
                    .extracting(it -> Decision.device(it.episode()))
                    .containsExactly("press-8");
        }
    }

    @Test
    void shouldReadAPartitionThatKnewOfNoBrakes() {
        // Given: as it was written before there were any
        byte[] before = new PartitionState().toBytes();
        byte[] old = Arrays.copyOf(before, before.length - Short.BYTES);
        old[0] = 1;

        // Then
        assertThat(PartitionState.fromBytes(old).brakes().all()).isEmpty();
    }

    private static Brake brake(Brake.Kind kind, String name, Duration until) {
        long at = TestRun.START.toEpochMilli();
        return new Brake(Brake.VERSION, kind, name, at, at + until.toMillis(), "a colleague asked", "tester");
    }

    private static void strain(TestRun run, String device, Duration after, double torque) {
        Instant ts = TestRun.START.plus(after);
        run.deliver(device, after, TestRun.payload(ts, torque, 211));
    }
}
