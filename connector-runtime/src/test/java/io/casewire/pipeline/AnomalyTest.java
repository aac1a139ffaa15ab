package io.casewire.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestContent;
import io.casewire.TestWorld;
import io.casewire.episodes.Decision;
import io.casewire.episodes.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A rule about what is unusual for one machine, where no limit of all machines is reached. */
class AnomalyTest {
    private static final int USUAL = 40;
    private static final int UNUSUAL = 48;
    private static final int WEAR = 100;

    private final Random random = new Random(11);

    private static TestContent content() {
        return TestContent.shipped()
                .withSignals(
                        "mappings/signals/machine.yaml", "{ name: unusual, function: anomaly, of: [torque, toolWear] }")
                .change(
                        "rules/machine-maintenance/limits.csv",
                        csv -> csv + "maxUnusual,,6.5,,\"More than this is unusual\"\n")
                .with(
                        "rules/machine-maintenance/unusual.drl",
                        """
                        package machine_maintenance

                        rule "machine-maintenance/unusual"
                          @purpose( "machine-maintenance" ) @severity( "low" )
                        when
                          $reading : Reading( signals.unusual > limits.maxUnusual )
                        then
                          conditions.holds( $reading );
                        end
                        """)
                .change(
                        "rules/machine-maintenance/texts.yaml",
                        text -> text
                                + """
                            machine-maintenance/unusual:
                              subject: "{device.name} behaves unusually"
                              reason: "{device.name} behaves unusually, {signals.unusual} standard deviations"
                        """);
    }

    private void minutes(TestRun run, int from, int to, int torque) {
        for (int minute = from; minute < to; minute++) {
            Duration after = Duration.ofMinutes(minute);
            Instant at = TestRun.START.plus(after);
            double around = torque + random.nextGaussian();
            run.deliver("press-7", after, TestRun.payload(at, around, WEAR));
        }
    }

    @Test
    void shouldDecideOnWhatIsUnusualForTheMachine() {
        try (TestRun run = new TestRun(content().load(), new TestWorld())) {
            // Given
            minutes(run, 0, 300, USUAL);
            assertThat(run.decisions).isEmpty();

            // When
            minutes(run, 300, 303, UNUSUAL);

            // Then
            assertThat(run.decisions)
                    .first()
                    .satisfies(decision -> assertThat(decision.rule().name()).isEqualTo("machine-maintenance/unusual"))
                    .extracting(Decision::transition)
                    .isEqualTo(Transition.OPENED);
            assertThat(run.explanations.get(run.explanations.size() - 1).signals())
                    .containsKey("unusual");
            assertThat(run.models("press-7")).containsOnlyKeys("machine-maintenance/unusual");
            assertThat(run.state("press-7").toBytes()).hasSizeLessThan(3_000);
        }
    }

    @Test
    void shouldNotKeepWhatWasLearnedOfAFormerOwnersMachine() {
        Instant sold = TestRun.START.plus(Duration.ofMinutes(300));
        TestWorld world = new TestWorld().soldTo("press-7", "001000000000009AAA", sold);
        try (TestRun run = new TestRun(content().load(), world)) {
            // Given
            minutes(run, 0, 300, USUAL);
            assertThat(run.models("press-7")).isNotEmpty();

            // When
            minutes(run, 301, 310, UNUSUAL);

            // Then
            assertThat(run.models("press-7")).isEmpty();
            assertThat(run.decisions).isEmpty();
        }
    }
}
