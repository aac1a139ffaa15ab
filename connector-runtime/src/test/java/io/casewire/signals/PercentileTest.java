package io.casewire.signals;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentileTest {

    /** Few values are kept as they are, and more of them as bins; nothing may be seen of where one becomes the other. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 16, 40})
    void shouldBeTheSame_howeverItsValuesWereKept(int count) throws IOException {
        Percentile added = new Percentile(90);
        Percentile restored = new Percentile(90);
        Percentile merged = new Percentile(90);
        for (int i = 0; i < count; i++) {
            double value = 1 + i * 37 % 41;
            added.add(i, value);
            restored.add(i, value);
            restored = written(restored);
            if (i % 5 == 0) {
                restored.close();
                added.close();
            }
            Percentile one = new Percentile(90);
            one.add(i, value);
            merged.merge(i % 2 == 0 ? one : written(one));
        }
        assertThat(bytes(restored)).isEqualTo(bytes(added));
        assertThat(bytes(merged)).isEqualTo(bytes(added));
        assertThat(restored.value()).isEqualTo(added.value());
        assertThat(merged.value()).isEqualTo(added.value());
        assertThat(bytes(merged)).isEqualTo(bytes(restored));
        if (count == 0) {
            assertThat(added.value()).isNull();
        } else {
            double[] sorted = IntStream.range(0, count)
                    .mapToDouble(i -> 1 + i * 37 % 41)
                    .sorted()
                    .toArray();
            double exact = sorted[(int) Math.floor(0.9 * (count - 1))];
            assertThat((double) added.value()).isBetween(exact * 0.99, exact * 1.01);
        }
    }

    private static Percentile written(Percentile percentile) throws IOException {
        Percentile read = new Percentile(90);
        read.read(new DataInputStream(new ByteArrayInputStream(bytes(percentile))));
        return read;
    }

    private static byte[] bytes(Percentile percentile) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        percentile.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
