package io.casewire.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SightingsTest {
    private final Sightings sightings = new Sightings(10);

    @Test
    void shouldAccountForAcknowledgedReadingsInEitherTopic() {
        // Given
        sightings.acked(1);
        sightings.acked(2);
        sightings.found(1, 0, 10);

        // When
        boolean before = sightings.allAccountedFor();
        sightings.deadLettered(2);

        // Then
        assertThat(before).isFalse();
        assertThat(sightings.allAccountedFor()).isTrue();
    }

    @Test
    void shouldNoticeWhatCameAfterALaterOneOfTheSameMachine() {
        sightings.found(15, 0, 1);
        sightings.found(4, 0, 2);
        sightings.found(5, 0, 3);
        sightings.found(15, 0, 4);
        sightings.found(25, 0, 5);

        assertThat(sightings.lateSet().stream()).containsExactly(5);
    }

    @Test
    void shouldRememberWhereFaultyReadingsStandAndHowOftenOneCameAgain() {
        // Given
        sightings.faulty(5);

        // When
        sightings.found(5, 2, 70);
        sightings.found(6, 2, 71);
        sightings.found(5, 2, 72);

        // Then
        assertThat(sightings.faultyAt(2, 70)).isEqualTo(5);
        assertThat(sightings.faultyAt(2, 71)).isEqualTo(-1);
        assertThat(sightings.faultyAt(2, 72)).isEqualTo(5);
        assertThat(sightings.again()).isEqualTo(1);
        assertThat(sightings.lastOffsets()).isEqualTo(Map.of(2, 72L));
    }
}
