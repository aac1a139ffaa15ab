package io.casewire.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.model.Severity;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaseComparisonTest {
    private static final Instant EIGHT = Instant.parse("2026-03-01T08:00:00Z");

    private static DecidedCase opened(String episode, int seconds, int until) {
        return new DecidedCase(
                episode,
                episode.split("\\|")[1],
                Severity.HIGH,
                EIGHT.plusSeconds(seconds),
                until < 0 ? null : EIGHT.plusSeconds(until),
                1);
    }

    @Test
    void shouldFindNothingWhereNothingIsOtherwise() {
        List<DecidedCase> both = List.of(opened("press|heat|1", 0, 10), opened("press|heat|5", 20, -1));

        CaseComparison compared = CaseComparison.of(both, both);

        assertThat(compared.gone()).isEmpty();
        assertThat(compared.added()).isEmpty();
        assertThat(compared.changed()).isEmpty();
    }

    @Test
    void shouldTellWhatIsNewAndWhatIsGone() {
        DecidedCase before = opened("press|heat|1", 0, 10);
        DecidedCase after = opened("mill|heat|2", 0, 10);

        CaseComparison compared = CaseComparison.of(List.of(before), List.of(after));

        assertThat(compared.gone()).containsExactly(before);
        assertThat(compared.added()).containsExactly(after);
    }

    @Test
    void shouldCallTheSameTroubleThatBeginsWithAnotherReadingChanged() {
        DecidedCase before = opened("press|heat|1", 5, 20);
        DecidedCase after = opened("press|heat|0", 3, 25);

        CaseComparison compared = CaseComparison.of(List.of(before), List.of(after));

        assertThat(compared.gone()).isEmpty();
        assertThat(compared.added()).isEmpty();
        assertThat(compared.changed().get(0).differences()).containsExactly("opens 2s earlier", "clears 5s later");
    }

    @Test
    void shouldNotCallWhatHappenedAtAnotherTimeTheSame() {
        DecidedCase before = opened("press|heat|1", 0, 10);
        DecidedCase after = opened("press|heat|9", 90, 100);

        CaseComparison compared = CaseComparison.of(List.of(before), List.of(after));

        assertThat(compared.gone()).containsExactly(before);
        assertThat(compared.added()).containsExactly(after);
    }

    @Test
    void shouldMatchKeysBeforeTimes() {
        // The second of then has the key of the only one now, though the first was open at the same time.
        DecidedCase first = opened("press|heat|1", 0, 50);
        DecidedCase second = opened("press|heat|5", 40, 60);
        DecidedCase now = opened("press|heat|5", 40, -1);

        CaseComparison compared = CaseComparison.of(List.of(first, second), List.of(now));

        assertThat(compared.gone()).containsExactly(first);
        assertThat(compared.changed()).hasSize(1);
        assertThat(compared.changed().get(0).differences()).containsExactly("does not clear any more");
    }

    @Test
    void shouldTellAnotherSeverity() {
        DecidedCase before = opened("press|heat|1", 0, 10);
        DecidedCase worse = new DecidedCase(
                before.episode(), before.rule(), Severity.CRITICAL, before.opened(), before.cleared(), 1);

        assertThat(CaseComparison.of(List.of(before), List.of(worse))
                        .changed()
                        .get(0)
                        .differences())
                .containsExactly("high -> critical");
    }
}
