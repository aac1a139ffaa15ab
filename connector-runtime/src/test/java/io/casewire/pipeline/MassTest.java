package io.casewire.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import io.casewire.TestContent;
import io.casewire.TestWorld;
import io.casewire.episodes.CaseChange;
import io.casewire.episodes.Decision;
import io.casewire.episodes.Transition;
import io.casewire.mapping.Write;
import io.casewire.model.Brake;
import io.casewire.model.Finding;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thousand devices that report every 40 seconds, and a rule about silence that says 20 % at once are one thing. */
class MassTest {
    private static final int DEVICES = 1_000;
    private static final Duration EVERY = Duration.ofSeconds(40);
    private static final Duration DOWN = Duration.ofMinutes(10);
    private static final double EASY = 40;

    @Test
    void shouldMakeOneCase_whenManyDropAtOnceAndReturn() {
        try (TestRun run = run()) {
            // Given
            allButSomeFallSilent(run, 100);

            // When: they return
            report(run, 0, DEVICES, DOWN);
            report(run, 0, DEVICES, DOWN.plus(EVERY));
            run.advanceTo(TestRun.START.plus(DOWN).plus(Duration.ofMinutes(4)));

            // Then
            assertThat(run.decisions).isEmpty();
            List<Write> masses = masses(run);
            assertThat(masses).hasSize(2);
            assertThat(masses.stream().map(Write::key).distinct())
                    .singleElement()
                    .isEqualTo("mass of mqtt|machine-maintenance/silent|2026-03-01T08:00:00Z");
            assertThat(masses.get(0).create().get("Subject").asText())
                    .isEqualTo("Many devices at once, heard by mqtt: machine-maintenance/silent");
            assertThat(masses.get(0).always().get("Casewire_Cleared_At__c")).isEqualTo(NullNode.getInstance());
            assertThat(masses.get(1).always().get("Casewire_Cleared_At__c").asText())
                    .isGreaterThan("2026-03-01T08:10");
            assertThat(masses.get(1).revision()).isGreaterThan(masses.get(0).revision());
            assertThat(masses.get(0).party()).isNull();
            assertThat(explained(run)).containsExactly("opened", "cleared");
        }
    }

    @Test
    void shouldTellNoMore_whenPeopleClosedItsCase() {
        try (TestRun run = run()) {
            // Given
            allButSomeFallSilent(run, 100);
            String key = masses(run).get(0).key();

            // When
            run.massCaseChanged(new CaseChange(key, true, "closed by people", null));
            report(run, 0, DEVICES, DOWN);
            report(run, 0, DEVICES, DOWN.plus(EVERY));

            // Then: not that it is over; and single devices waited for it all the same
            assertThat(masses(run)).hasSize(1);
            assertThat(run.decisions).isEmpty();

            // When: soon they are silent again
            for (int i = 2; i < 10; i++) {
                report(run, 0, 100, DOWN.plus(EVERY.multipliedBy(i)));
            }

            // Then: that is another one
            assertThat(masses(run)).hasSize(2);
            assertThat(masses(run).get(1).key()).isNotEqualTo(key);
        }
    }

    @Test
    void shouldGoOn_whenPeopleOpenedItsCaseAgain() {
        try (TestRun run = run()) {
            allButSomeFallSilent(run, 100);
            String key = masses(run).get(0).key();

            run.massCaseChanged(new CaseChange(key, true, "closed by people", null));
            run.massCaseChanged(new CaseChange(key, false, "left open by people", null));
            report(run, 0, DEVICES, DOWN);

            assertThat(masses(run)).hasSize(2);
        }
    }

    @Test
    void shouldReleaseSingleCasesOfThoseThatStayAway() {
        try (TestRun run = run()) {
            // Given: half of them are silent
            allButSomeFallSilent(run, 500);
            assertThat(run.decisions).isEmpty();

            // When: all but three return
            for (int i = 0; i < 5; i++) {
                report(run, 0, DEVICES - 3, DOWN.plus(EVERY.multipliedBy(i)));
            }

            // Then
            assertThat(run.decisions.stream().map(Decision::transition))
                    .containsExactly(Transition.OPENED, Transition.OPENED, Transition.OPENED);
            assertThat(masses(run)).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 190})
    void shouldMakeSingleCases_whenFewDrop(int few) {
        try (TestRun run = run()) {
            // Given
            report(run, 0, DEVICES, Duration.ZERO);

            // When
            for (int i = 1; i < 10; i++) {
                report(run, few, DEVICES, EVERY.multipliedBy(i));
            }

            // Then
            assertThat(run.decisions).hasSize(few);
            assertThat(masses(run)).isEmpty();
        }
    }

    @Test
    void shouldRememberAMass_whenItIsRestarted() {
        try (TestRun run = run()) {
            // Given
            report(run, 0, DEVICES, Duration.ZERO);
            for (Duration at = EVERY; at.compareTo(DOWN) < 0; at = at.plus(EVERY)) {
                report(run, 0, 100, at);
                // As bytes and back
                run.brake(new Brake(Brake.VERSION, Brake.Kind.RULE, "another", 0, 1, "", ""));
            }

            // When
            report(run, 0, DEVICES, DOWN);

            // Then
            assertThat(run.decisions).isEmpty();
            assertThat(explained(run)).containsExactly("opened", "cleared");
        }
    }

    @Test
    void shouldEndAMass_whenItsDevicesReturnAnotherWay() {
        try (TestRun run = run()) {
            // Given
            allButSomeFallSilent(run, 100);

            // When
            report(run, "kafka", 100, DEVICES, DOWN);

            // Then
            assertThat(explained(run)).containsExactly("opened", "cleared");
            assertThat(run.decisions).isEmpty();
        }
    }

    @Test
    void shouldOpenWhatWaited_whenItsRuleWasStoppedInTheMeantime() {
        try (TestRun run = run()) {
            // Given: three are silent, and the rule is stopped when they are due
            report(run, 0, DEVICES, Duration.ZERO);
            for (int i = 1; i < 4; i++) {
                report(run, 3, DEVICES, EVERY.multipliedBy(i));
            }
            Instant now = TestRun.START.plus(EVERY.multipliedBy(4));
            run.advanceTo(now);
            run.brake(new Brake(
                    Brake.VERSION,
                    Brake.Kind.RULE,
                    "machine-maintenance/silent",
                    now.toEpochMilli(),
                    now.plusSeconds(120).toEpochMilli(),
                    "",
                    ""));

            // When: the rule goes on, they speak, and fall silent again
            report(run, 0, DEVICES, EVERY.multipliedBy(8));
            for (int i = 9; i < 20; i++) {
                report(run, 3, DEVICES, EVERY.multipliedBy(i));
            }

            // Then
            assertThat(run.decisions).hasSize(3);
            assertThat(masses(run)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"@massShare( \"20%\" ) @massWindow( \"0s\" )", "@massWindow( \"60s\" )", "@massShare( \"120%\" )"
            })
    void shouldRefuseWhatCannotBe(String annotations) {
        assertThat(TestContent.shipped().withSilence(annotations).findings())
                .extracting(Finding::toString)
                .anyMatch(finding -> finding.contains("RULE-006"));
    }

    @Test
    void shouldRefuseAShareThatIsNone() {
        TestContent content = TestContent.shipped().withSilence("@massShare( \"most\" )");

        assertThat(content.findings())
                .extracting(Finding::toString)
                .anyMatch(finding -> finding.contains("RULE-006")
                        && finding.contains("@massShare( \"most\" ) is no share such as 20%"));
    }

    /** All report once, and from then on the first ones only. */
    private static void allButSomeFallSilent(TestRun run, int staying) {
        report(run, 0, DEVICES, Duration.ZERO);
        for (Duration at = EVERY; at.compareTo(DOWN) < 0; at = at.plus(EVERY)) {
            report(run, 0, staying, at);
        }
    }

    /** Evenly over the time between two reports. */
    private static void report(TestRun run, int from, int to, Duration at) {
        report(run, "mqtt", from, to, at);
    }

    private static void report(TestRun run, String source, int from, int to, Duration at) {
        for (int i = from; i < to; i++) {
            Duration arrived = at.plus(EVERY.multipliedBy(i).dividedBy(DEVICES));
            byte[] payload =
                    TestRun.payload(TestRun.START.plus(arrived), EASY, 10).getBytes(StandardCharsets.UTF_8);
            run.deliver(source, "m" + i, arrived, false, payload);
        }
    }

    private static List<Write> masses(TestRun run) {
        return run.writes.stream()
                .filter(write -> write.mapping().equals("mass-case"))
                .toList();
    }

    private static List<String> explained(TestRun run) {
        return run.explanations.stream()
                .flatMap(it -> it.decisions().stream())
                .filter(it -> it.id().startsWith("mass of "))
                .map(Explanation.Decided::transition)
                .toList();
    }

    private static TestRun run() {
        return new TestRun(
                TestContent.shipped()
                        .withSilence("@massShare( \"20%\" ) @massWindow( \"60s\" )")
                        .load(),
                new TestWorld());
    }
}
