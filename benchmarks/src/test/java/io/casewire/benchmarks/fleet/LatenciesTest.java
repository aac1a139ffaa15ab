package io.casewire.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void shouldTakeTheNearestRankOfUnsortedSamples() {
        // Given
        List<Long> samples =
                LongStream.rangeClosed(1, 200).map(i -> 201 - i).boxed().toList();

        // When
        Latencies latencies = Latencies.of(samples);

        // Then
        assertThat(latencies).isEqualTo(new Latencies(200, 100, 190, 198, 200));
    }

    @Test
    void shouldSayNothingOfNothing() {
        assertThat(Latencies.of(List.of())).isEqualTo(new Latencies(0, 0, 0, 0, 0));
    }
}
