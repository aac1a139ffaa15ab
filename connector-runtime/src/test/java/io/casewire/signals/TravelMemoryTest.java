package io.casewire.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class TravelMemoryTest {
    private static final long HOUR = 3_600_000;
    private static final double[] BERLIN = {52.52, 13.405};
    private static final double[] SINGAPORE = {1.3521, 103.8198};
    /** Along the great circle, as the haversine formula gives it by hand. */
    private static final double METRES = 9_916_313;

    @Test
    void shouldTellHowFarItIsBetweenTheLatestTwo() {
        // Given
        TravelMemory distance = new TravelMemory(false);
        distance.add(0, BERLIN, false);
        assertThat(distance.value(0)).isNull();

        // When
        distance.add(HOUR, SINGAPORE, false);

        // Then
        assertThat(distance.value(HOUR))
                .asInstanceOf(InstanceOfAssertFactories.DOUBLE)
                .isCloseTo(METRES, within(1.0));

        // And: what comes late moves nobody, and who stays where he is does not move
        distance.add(1, BERLIN, true);
        assertThat(distance.value(HOUR))
                .asInstanceOf(InstanceOfAssertFactories.DOUBLE)
                .isCloseTo(METRES, within(1.0));
        distance.add(2 * HOUR, SINGAPORE, false);
        assertThat(distance.value(2 * HOUR)).isEqualTo(0.0);
    }

    @Test
    void shouldTellHowFastOneHadToTravel() {
        // Given
        TravelMemory speed = new TravelMemory(true);
        speed.add(0, BERLIN, false);

        // When
        speed.add(HOUR, SINGAPORE, false);

        // Then
        assertThat(speed.value(HOUR))
                .asInstanceOf(InstanceOfAssertFactories.DOUBLE)
                .isCloseTo(METRES / 3_600, within(0.01));

        // And: at two places at once there is no speed
        speed.add(HOUR, BERLIN, false);
        assertThat(speed.value(HOUR)).isNull();
    }

    @Test
    void shouldCrossTheDateLineTheShortWay() {
        TravelMemory distance = new TravelMemory(false);
        distance.add(0, new double[] {0, 179.5}, false);
        distance.add(1, new double[] {0, -179.5}, false);
        assertThat(distance.value(1))
                .asInstanceOf(InstanceOfAssertFactories.DOUBLE)
                .isCloseTo(111_195, within(10.0));
    }

    @Test
    void shouldGoOnWhereItWasWritten() throws IOException {
        // Given
        TravelMemory before = new TravelMemory(true);
        before.add(0, BERLIN, false);
        before.add(HOUR, SINGAPORE, false);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        before.write(new DataOutputStream(bytes));

        // When
        TravelMemory after = new TravelMemory(true);
        after.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        // Then
        assertThat(after.value(HOUR)).isEqualTo(before.value(HOUR));
        before.add(2 * HOUR, BERLIN, false);
        after.add(2 * HOUR, BERLIN, false);
        assertThat(after.value(2 * HOUR)).isEqualTo(before.value(2 * HOUR));
    }
}
