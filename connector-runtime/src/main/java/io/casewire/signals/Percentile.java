package io.casewire.signals;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;
import com.datadoghq.sketch.ddsketch.store.CollapsingLowestDenseStore;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A percentile to within one per cent of its value. Of values that are more than a hundred and fifty times apart, the smallest
 * are taken together (DDSketch; Masson, Rim, Lee: VLDB 2019).
 */
final class Percentile extends Aggregate {
    private static final double ACCURACY = 0.01;
    private static final int MOST_BINS = 256;
    private static final double WHOLE = 100;

    private static final LogarithmicMapping MAPPING = new LogarithmicMapping(ACCURACY);

    private final double quantile;
    private final DDSketch sketch = new DDSketch(MAPPING, () -> new CollapsingLowestDenseStore(MOST_BINS));

    Percentile(double percentile) {
        this.quantile = percentile / WHOLE;
    }

    @Override
    void add(long eventTime, double value) {
        // What the sketch cannot index is as good as its largest value.
        double most = MAPPING.maxIndexableValue();
        sketch.accept(Math.max(-most, Math.min(most, value)));
    }

    @Override
    void merge(Aggregate other) {
        sketch.mergeWith(((Percentile) other).sketch);
    }

    @Override
    @Nullable
    Double value() {
        return sketch.isEmpty() ? null : (Double) sketch.getValueAtQuantile(quantile);
    }

    @Override
    void write(DataOutput out) throws IOException {
        GrowingByteArrayOutput bytes = GrowingByteArrayOutput.withDefaultInitialCapacity();
        sketch.encode(bytes, true);
        out.writeShort(bytes.numWrittenBytes());
        out.write(bytes.backingArray(), 0, bytes.numWrittenBytes());
    }

    @Override
    void read(DataInput in) throws IOException {
        byte[] bytes = new byte[in.readUnsignedShort()];
        in.readFully(bytes);
        sketch.decodeAndMergeWith(ByteArrayInput.wrap(bytes));
    }
}
