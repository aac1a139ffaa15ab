package io.casewire.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.benchmarks.machine.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadingsTest {
    private static final int DEVICES = 10_000;
    private static final int ROUNDS = 40;

    @Test
    void shouldOpenAnEpisodeWithOnePercentOfTheReadings() {
        // Given
        Readings readings = readings(1);

        // When
        long openings = IntStream.rangeClosed(1, DEVICES)
                .mapToLong(device -> openings(readings, device).size())
                .sum();

        // Then
        assertThat(openings).isEqualTo(DEVICES * ROUNDS / 100);
    }

    @Test
    void shouldOpenAtMostOneEpisodePerDeviceAndCondition() {
        // Given
        Readings readings = readings(1);

        // Then
        for (int device = 1; device <= DEVICES; device++) {
            assertThat(openings(readings, device)).doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldOpenNothingWhenAskedFor() {
        // Given
        Readings readings = readings(0);

        // Then
        assertThat(IntStream.rangeClosed(1, DEVICES).mapToObj(device -> openings(readings, device)))
                .allSatisfy(openings -> assertThat(openings).isEmpty());
    }

    private static Readings readings(int opening) {
        return new Readings("run", DEVICES, opening, Instant.EPOCH::plusSeconds);
    }

    private static List<Condition> openings(Readings readings, int device) {
        List<Condition> openings = new ArrayList<>();
        Condition before = null;
        for (int round = 0; round < ROUNDS; round++) {
            Condition now = readings.fault(device, round);
            if (now != null && now != before) {
                openings.add(now);
            }
            before = now;
        }
        return openings;
    }
}
