package io.casewire.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.casewire.benchmarks.machine.Condition;
import io.casewire.benchmarks.machine.Measurement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int DEVICES = 7;
    private static final double RATE = 70;

    @Test
    void shouldGiveTheSameReadingsForTheSameSeed() {
        // When
        List<Reading> readings = readings(42, 5_000);

        // Then
        assertThat(readings).isEqualTo(readings(42, 5_000)).isNotEqualTo(readings(43, 5_000));
    }

    @Test
    void shouldBeDueAtEvenDistancesWithDevicesTakingTurns() {
        // When
        List<Reading> readings = readings(1, 700);

        // Then
        assertThat(readings.get(699).at()).isEqualTo(START.plusMillis(9_985));
        assertThat(readings.get(0).at()).isEqualTo(START);
        assertThat(readings)
                .extracting(Reading::seq)
                .isEqualTo(IntStream.range(0, 700).boxed().toList());
        assertThat(readings.subList(0, 8)).extracting(Reading::device).containsExactly(1, 2, 3, 4, 5, 6, 7, 1);
    }

    @Test
    void shouldViolateExactlyThePlannedConditionDuringAnEpisodeAndNoneOutside() {
        // When
        List<Reading> readings = readings(7, 200_000);

        // Then
        List<Episode> episodes = episodes(readings);
        assertThat(episodes).extracting(Episode::condition).contains(Condition.values());
        for (Reading reading : readings) {
            List<Condition> planned = episodes.stream()
                    .filter(episode -> episode.device() == reading.device() && episode.contains(reading.seq()))
                    .map(Episode::condition)
                    .toList();
            assertThat(violated(reading.measurement())).isEqualTo(planned);
            assertThat(reading.faulty()).isEqualTo(!planned.isEmpty());
        }
    }

    @Test
    void shouldLastThreeToEightReadingsOfItsDevice() {
        // When
        List<Episode> episodes = episodes(readings(7, 200_000));

        // Then
        assertThat(episodes.stream()
                        .map(episode -> (episode.lastSeq() - episode.firstSeq()) / DEVICES + 1)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(3, 4, 5, 6, 7, 8);
    }

    @Test
    void shouldRestSixteenMinutesBetweenEpisodesOfTheSameDeviceAndCondition() {
        // When: an hour of readings with far more faults wanted than rested machines give
        List<Reading> readings = readings(9, 3_600 * (int) RATE);

        // Then
        Map<String, Instant> endedAt = new HashMap<>();
        List<Episode> episodes = episodes(readings);
        for (Episode episode : episodes) {
            Instant end = endedAt.put(
                    episode.device() + episode.condition().label(),
                    readings.get(episode.lastSeq()).at());
            assertThat(end == null ? Schedule.REST : Duration.between(end, episode.scheduledAt()))
                    .isGreaterThanOrEqualTo(Schedule.REST);
        }
        assertThat(episodes).hasSizeGreaterThan(DEVICES * Condition.values().length);
    }

    @Test
    void shouldSpareAConditionThatAnEarlierRunMayStillHold() {
        // Given
        Schedule schedule = schedule(3);
        schedule.rest(2, Condition.POWER, START.plusSeconds(600));

        // When
        List<Episode> episodes = episodes(take(schedule, 1_200 * (int) RATE));

        // Then
        assertThat(episodes)
                .filteredOn(episode -> episode.device() == 2 && episode.condition() == Condition.POWER)
                .isNotEmpty()
                .allSatisfy(episode -> assertThat(episode.scheduledAt()).isAfterOrEqualTo(START.plusSeconds(600)));
        assertThat(episodes)
                .filteredOn(episode -> episode.device() == 1 && episode.condition() == Condition.POWER)
                .anySatisfy(episode -> assertThat(episode.scheduledAt()).isBefore(START.plusSeconds(600)));
    }

    @Test
    void shouldComeFasterInABurstWithAsManyFaultsAReading() {
        // Given: ten times as many after a minute, one fault in ten severe
        Schedule schedule =
                new Schedule(new Schedule.Fleet(5_000, 1, 600, 0.1), new Schedule.Pace(1_000, 60_000, 10_000), START);

        // When
        List<Reading> readings = take(schedule, 360_000);

        // Then
        assertThat(readings.get(60_000).at()).isEqualTo(START.plusSeconds(60));
        assertThat(readings.get(160_000).at()).isEqualTo(START.plusSeconds(70));
        List<Episode> episodes = episodes(readings);
        assertThat(episodes).hasSizeBetween(3_000, 3_700);
        long severe = episodes.stream()
                .filter(episode -> episode.condition() == Schedule.SEVERE)
                .count();
        assertThat(severe * 100 / episodes.size()).isBetween(8L, 16L);
    }

    @Test
    void shouldRefuseARateThatNeverPublishes() {
        assertThatThrownBy(() -> new Schedule(new Schedule.Fleet(1, 1, 1, null), Schedule.Pace.even(0), START))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rate");
    }

    private static List<Condition> violated(Measurement measurement) {
        return Arrays.stream(Condition.values())
                .filter(condition -> condition.holds(measurement))
                .toList();
    }

    private static List<Episode> episodes(List<Reading> readings) {
        return readings.stream().map(Reading::opens).filter(Objects::nonNull).toList();
    }

    private static Schedule schedule(long seed) {
        return new Schedule(new Schedule.Fleet(DEVICES, seed, 60, null), Schedule.Pace.even(RATE), START);
    }

    private static List<Reading> readings(long seed, int count) {
        return take(schedule(seed), count);
    }

    private static List<Reading> take(Schedule schedule, int count) {
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            readings.add(schedule.next());
        }
        return readings;
    }
}
