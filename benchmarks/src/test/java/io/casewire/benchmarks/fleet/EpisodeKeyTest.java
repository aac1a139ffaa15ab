package io.casewire.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpisodeKeyTest {

    @Test
    void shouldReadTopicsWithDashes() {
        // When
        EpisodeKey key = EpisodeKey.parse("press-7|machine-maintenance/heat dissipation|case-wire.readings-3-42");

        // Then
        assertThat(key)
                .isEqualTo(
                        new EpisodeKey("press-7", "machine-maintenance/heat dissipation", "case-wire.readings", 3, 42));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "press-7", "press-7|power|readings", "press-7|power|readings-x-1", "a|b|c-1-2|d"})
    void shouldRefuseOtherShapes(String text) {
        assertThat(EpisodeKey.parse(text)).isNull();
    }
}
