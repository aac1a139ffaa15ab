package io.casewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.casewire.benchmarks.MiddleRate.Sample;
import java.util.List;
import org.junit.jupiter.api.Test;

class MiddleRateTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void shouldLeaveOutASlowStartAndASlowEnd() {
        // Given: 100/s, but for the first and last quarter which take ten seconds each
        List<Sample> samples = List.of(
                new Sample(0, 0),
                new Sample(10 * SECOND, 100),
                new Sample(12 * SECOND, 300),
                new Sample(22 * SECOND, 400));

        // When
        double rate = MiddleRate.of(samples, 0, 400);

        // Then
        assertThat(rate).isEqualTo(100);
    }

    @Test
    void shouldInterpolateBetweenSamples() {
        // Given
        List<Sample> samples = List.of(new Sample(0, 1_000), new Sample(10 * SECOND, 2_000));

        // When
        double rate = MiddleRate.of(samples, 1_000, 2_000);

        // Then
        assertThat(rate).isEqualTo(100);
    }

    @Test
    void shouldNotGuessWhatTheSamplesDoNotReach() {
        assertThatThrownBy(() -> MiddleRate.of(List.of(new Sample(0, 0), new Sample(SECOND, 10)), 0, 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("25");
    }
}
