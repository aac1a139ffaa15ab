package io.casewire.signals;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.signals.SignalDefinition.Function;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnomalyMemoryTest {
    private static final SignalDefinition SIGNAL =
            new SignalDefinition("unusual", "domain", "purpose", Function.ANOMALY, List.of("torque", "wear"), null, 0);
    private static final long MINUTE = 60_000;

    private final Map<String, byte[]> models = new HashMap<>();

    private static double[] values(Random random, int reading) {
        double wave = Math.sin(reading / 50.0);
        return new double[] {wave + random.nextGaussian() / 10, 3 * wave + random.nextGaussian()};
    }

    /** What is kept is read again after each reading, as if the process began there. */
    private SignalStates again(SignalStates states) throws IOException {
        states.takeModels().forEach((signal, model) -> {
            if (model == null) {
                models.remove(signal);
            } else {
                models.put(signal, model);
            }
        });
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        states.write(new DataOutputStream(bytes));
        assertThat(bytes.size()).isLessThan(2_000);
        return SignalStates.read(
                new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), "press-7", models::get);
    }

    /** With a model that is kept. */
    private SignalStates learned() throws IOException {
        SignalStates states = new SignalStates("press-7", models::get);
        Random random = new Random(5);
        for (int i = 0; i < 100; i++) {
            memory(states).add(i * MINUTE, values(random, i), false);
        }
        SignalStates kept = again(states);
        assertThat(models).hasSize(1);
        return kept;
    }

    private static Memory memory(SignalStates states) {
        return states.of("unusual").memory(SIGNAL, SIGNAL.meaning());
    }

    private static List<Object> scores(String device, int readings) {
        Memory memory = memory(new SignalStates(device, key -> null));
        Random random = new Random(5);
        List<Object> scores = new ArrayList<>();
        for (int i = 0; i < readings; i++) {
            memory.add(i * MINUTE, values(random, i), false);
            scores.add(memory.value(i * MINUTE));
        }
        return scores;
    }

    @Test
    void shouldScoreTheSameWhenItIsReadAgainAfterEachReading() throws IOException {
        // Given
        int readings = 4 * AnomalyMemory.READINGS_PER_MODEL + 7;
        List<Object> expected = scores("press-7", readings);
        Random random = new Random(5);
        List<Object> scores = new ArrayList<>();

        // When
        SignalStates states = new SignalStates("press-7", models::get);
        for (int i = 0; i < readings; i++) {
            memory(states).add(i * MINUTE, values(random, i), false);
            scores.add(memory(states).value(i * MINUTE));
            states = again(states);
        }

        // Then
        assertThat(scores).isEqualTo(expected);
        assertThat(scores.get(0)).isNull();
        assertThat(scores.get(readings - 1)).isNotNull();
        assertThat(models).hasSize(1);
        assertThat(models.get("unusual").length).isBetween(10_000, 400_000);
    }

    @Test
    void shouldSayWhatIsUnusual() {
        // Given
        Memory memory = memory(new SignalStates("press-7", key -> null));
        Random random = new Random(5);
        for (int i = 0; i < 1_000; i++) {
            memory.add(i * MINUTE, values(random, i), false);
        }
        double usual = (Double) memory.value(0);

        // When
        memory.add(1_000 * MINUTE, new double[] {9, 0}, false);

        // Then
        assertThat(usual).isLessThan(6.5);
        assertThat((Double) memory.value(0)).isGreaterThan(6.5);
    }

    @Test
    void shouldNotCountWhatIsLateOrNoNumber() {
        // Given
        Memory memory = memory(new SignalStates("press-7", key -> null));
        Random random = new Random(5);
        List<Object> expected = scores("press-7", 300);
        List<Object> scores = new ArrayList<>();

        // When
        for (int i = 0; i < 300; i++) {
            memory.add((i - 10) * MINUTE, new double[] {1_000, 1_000}, true);
            memory.add(i * MINUTE, new double[] {Double.NaN, 1}, false);
            memory.add(i * MINUTE, new double[] {1, Double.POSITIVE_INFINITY}, false);
            memory.add(i * MINUTE, new double[] {1e200, 1}, false);
            memory.add(i * MINUTE, values(random, i), false);
            scores.add(memory.value(i * MINUTE));
        }

        // Then
        assertThat(scores).isEqualTo(expected);
    }

    @Test
    void shouldDeleteTheModelOfWhatIsForgotten() throws IOException {
        // Given
        SignalStates states = learned();

        // When
        states.forget(key -> true);
        states = again(states);

        // Then
        assertThat(models).isEmpty();
        memory(states).add(0, new double[] {1, 1}, false);
        assertThat(memory(states).value(0)).isNull();
    }

    @Test
    void shouldDeleteTheModelOfWhatMeansSomethingElse() throws IOException {
        // Given
        SignalStates states = learned();

        // When
        SignalDefinition other = new SignalDefinition(
                "unusual", "domain", "other purpose", Function.ANOMALY, List.of("torque", "wear"), null, 0);
        states.of("unusual").memory(other, other.meaning()).add(0, new double[] {1, 1}, false);
        again(states);

        // Then
        assertThat(models).isEmpty();
    }

    @Test
    void shouldCutDifferentlyForEachDeviceAndSignal() {
        assertThat(AnomalyDetector.seed("press-7", "unusual"))
                .isEqualTo(AnomalyDetector.seed("press-7", "unusual"))
                .isNotEqualTo(AnomalyDetector.seed("press-8", "unusual"))
                .isNotEqualTo(AnomalyDetector.seed("press-7", "other"));
    }
}
