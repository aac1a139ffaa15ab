package io.casewire.signals;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;
import com.datadoghq.sketch.ddsketch.store.CollapsingLowestDenseStore;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A percentile to within one per cent of its value. Of values that are more than a hundred and fifty times apart, the smallest
 * are taken together (DDSketch; Masson, Rim, Lee: VLDB 2019).
 */
final class Percentile extends Aggregate {
    private static final double ACCURACY = 0.01;
    private static final int MOST_BINS = 256;
    private static final double WHOLE = 100;

    private static final LogarithmicMapping MAPPING = new Mapping();

    private final double quantile;
    /** What it was written as last; null since something was added. Of ten panes of a window nine stay as they are. */
    private byte @Nullable [] written;

    private DDSketch sketch = new DDSketch(MAPPING, () -> new CollapsingLowestDenseStore(MOST_BINS));

    /** Its bounds are powers, and every sketch and every value ask for them. */
    private static final class Mapping extends LogarithmicMapping {
        private final double least = super.minIndexableValue();
        private final double most = super.maxIndexableValue();

        Mapping() {
            super(ACCURACY);
        }

        @Override
        public double minIndexableValue() {
            return least;
        }

        @Override
        public double maxIndexableValue() {
            return most;
        }
    }

    Percentile(double percentile) {
        this.quantile = percentile / WHOLE;
    }

    @Override
    void add(long eventTime, double value) {
        written = null;
        // What the sketch cannot index is as good as its largest value.
        double most = MAPPING.maxIndexableValue();
        sketch.accept(Math.max(-most, Math.min(most, value)));
    }

    @Override
    void merge(Aggregate other) {
        written = null;
        DDSketch theirs = ((Percentile) other).sketch;
        if (sketch.isEmpty()) {
            sketch = theirs.copy();
        } else {
            sketch.mergeWith(theirs);
        }
    }

    @Override
    @Nullable
    Double value() {
        return sketch.isEmpty() ? null : (Double) sketch.getValueAtQuantile(quantile);
    }

    @Override
    void write(DataOutput out) throws IOException {
        byte[] bytes = written;
        if (bytes == null) {
            GrowingByteArrayOutput encoded = GrowingByteArrayOutput.withDefaultInitialCapacity();
            sketch.encode(encoded, true);
            bytes = Arrays.copyOf(encoded.backingArray(), encoded.numWrittenBytes());
            written = bytes;
        }
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    @Override
    void read(DataInput in) throws IOException {
        byte[] bytes = new byte[in.readUnsignedShort()];
        in.readFully(bytes);
        sketch.decodeAndMergeWith(ByteArrayInput.wrap(bytes));
        written = null;
    }
}
