package io.casewire.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.benchmarks.machine.Condition;
import io.casewire.benchmarks.machine.Devices;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int DEVICES = 10;
    private static final Episode HEAT = new Episode(1, Condition.HEAT_DISSIPATION, 20, 40, START.plusMillis(20));
    private static final Episode POWER = new Episode(2, Condition.POWER, 51, 71, START.plusMillis(51));

    private final BitSet acked = range(0, 100);
    private final BitSet found = range(0, 100);
    private final BitSet late = new BitSet();
    private final BitSet deadLettered = new BitSet();
    private final BitSet optedOut = new BitSet();
    private final BitSet objected = new BitSet();
    private final List<CaseSeen> cases = new ArrayList<>();
    private long undecided;

    @Test
    void shouldBeCleanWhenEveryReadingIsFoundAndEveryEpisodeHasOneCase() {
        // Given
        cases.add(seen(HEAT, 20, 120));
        cases.add(seen(POWER, 51, 251));

        // When
        Verdict verdict = judge();

        // Then
        assertThat(verdict.clean()).isTrue();
        assertThat(verdict.acked()).isEqualTo(100);
        assertThat(verdict.expectedCases()).isEqualTo(2);
        assertThat(verdict.cases()).isEqualTo(2);
        assertThat(verdict.latency()).isEqualTo(new Latencies(2, 100, 200, 200, 200));
    }

    @Test
    void shouldCountAnAcknowledgedReadingInNeitherTopicAsLost() {
        // Given
        cases.add(seen(HEAT, 20, 120));
        cases.add(seen(POWER, 51, 251));
        found.clear(7);
        found.clear(8);
        deadLettered.set(8);

        // When
        Verdict verdict = judge();

        // Then
        assertThat(verdict.lost()).isEqualTo(1);
        assertThat(verdict.found()).isEqualTo(98);
        assertThat(verdict.deadLetters()).isEqualTo(1);
        assertThat(verdict.clean()).isFalse();
    }

    @Test
    void shouldNotAskForWhatWasNeverAcknowledged() {
        // Given
        cases.add(seen(HEAT, 20, 120));
        acked.clear(51);
        found.clear(51);

        // When
        Verdict verdict = judge();

        // Then
        assertThat(verdict.clean()).isTrue();
        assertThat(verdict.expectedCases()).isEqualTo(1);
    }

    @Test
    void shouldAcceptTheCaseOfAnEpisodeWhoseAckWasLost() {
        // Given
        cases.add(seen(HEAT, 20, 120));
        cases.add(seen(POWER, 51, 251));
        acked.clear(51);

        // When
        Verdict verdict = judge();

        // Then
        assertThat(verdict.clean()).isTrue();
    }

    @Test
    void shouldCountMissingCasesAndUndecidedReadingsAsLost() {
        // Given
        cases.add(seen(HEAT, 20, 120));
        undecided = 5;

        // When
        Verdict verdict = judge();

        // Then
        assertThat(verdict.missing()).containsExactly(POWER);
        assertThat(verdict.lost()).isEqualTo(6);
    }

    @Test
    void shouldCountEveryCaseBeyondOnePerEpisodeAsDuplicate() {
        // Given
        cases.add(seen(HEAT, 20, 120));
        cases.add(seen(POWER, 51, 251));
        cases.add(seen(POWER, 61, 252));
        cases.add(seen(POWER, 81, 253));
        cases.add(seen(new Episode(3, Condition.POWER, 0, 0, START), CaseSeen.NOWHERE, 254));
        cases.add(new CaseSeen("not a key", null, START, CaseSeen.NOWHERE));

        // When
        Verdict verdict = judge();

        // Then
        assertThat(verdict.cases()).isEqualTo(2);
        assertThat(verdict.duplicates()).isEqualTo(4);
        assertThat(verdict.lost()).isZero();
        assertThat(verdict.clean()).isFalse();
    }

    @Test
    void shouldNotTakeACaseOfAnotherConditionForTheEpisodes() {
        // Given
        cases.add(seen(HEAT, 20, 120));
        cases.add(seen(new Episode(2, Condition.OVERSTRAIN, 51, 71, START), 51, 251));

        // When
        Verdict verdict = judge();

        // Then
        assertThat(verdict.missing()).containsExactly(POWER);
        assertThat(verdict.duplicates()).isEqualTo(1);
    }

    @Test
    void shouldCountACaseOfAnOptedOutDeviceAsDuplicateAndAskForNone() {
        // Given
        optedOut.set(2);
        cases.add(seen(HEAT, 20, 120));

        // When
        Verdict without = judge();
        cases.add(seen(POWER, 51, 251));
        Verdict with = judge();

        // Then
        assertThat(without.clean()).isTrue();
        assertThat(without.drops()).isEqualTo(10);
        assertThat(with.duplicates()).isEqualTo(1);
    }

    @Test
    void shouldExcuseAnEpisodeThatContinuesOneOfAnotherPublisher() {
        // Given
        cases.add(seen(HEAT, 20, 120));
        cases.add(seen(POWER, CaseSeen.FOREIGN, 30));

        // When
        Verdict verdict = judge();

        // Then
        assertThat(verdict.clean()).isTrue();
        assertThat(verdict.foreignCases()).isEqualTo(1);
        assertThat(verdict.expectedCases()).isEqualTo(1);
    }

    @Test
    void shouldTimeOnlyEpisodesAfterTheWarmUp() {
        // Given
        cases.add(seen(HEAT, 20, 920));
        cases.add(seen(POWER, 51, 101));

        // When
        Verdict verdict = Verdict.of(evidence(START.plusMillis(30)));

        // Then
        assertThat(verdict.cases()).isEqualTo(2);
        assertThat(verdict.latency()).isEqualTo(new Latencies(1, 50, 50, 50, 50));
    }

    /** Whether the Case or the objection came first is a matter of moments. */
    @Test
    void shouldJudgeNothingOfWhoObjectedMeanwhile() {
        objected.set(HEAT.device());
        cases.add(seen(POWER, POWER.firstSeq(), 10));
        assertThat(judge().missing()).isEmpty();
        cases.add(seen(HEAT, HEAT.firstSeq(), 10));
        assertThat(judge().unexpected()).isEmpty();
        assertThat(judge().expectedCases()).isEqualTo(1);
    }

    @Test
    void shouldAskForNoCaseWhereEverythingCameLate() {
        // Given: all of one, and all but one reading of the other
        HEAT.readings(DEVICES).forEach(late::set);
        POWER.readings(DEVICES).forEach(late::set);
        late.clear(POWER.lastSeq());

        // When
        Verdict verdict = judge();

        // Then
        assertThat(verdict.missing()).containsExactly(POWER);
        assertThat(verdict.lateEpisodes()).isEqualTo(1);
    }

    private Verdict judge() {
        return Verdict.of(evidence(START));
    }

    private Evidence evidence(Instant latencyFrom) {
        return new Evidence(
                acked,
                found,
                late,
                deadLettered,
                undecided,
                optedOut,
                objected,
                List.of(HEAT, POWER),
                cases,
                DEVICES,
                latencyFrom);
    }

    private static CaseSeen seen(Episode episode, int opener, long createdAfter) {
        String key = Devices.id(episode.device()) + "|" + episode.condition().label() + "|casewire.readings-0-"
                + Math.max(opener, 0);
        return new CaseSeen(key, EpisodeKey.parse(key), START.plusMillis(createdAfter), opener);
    }

    private static BitSet range(int from, int to) {
        BitSet bits = new BitSet();
        bits.set(from, to);
        return bits;
    }
}
