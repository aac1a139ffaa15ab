package io.casewire.signals;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;
import com.datadoghq.sketch.ddsketch.store.CollapsingLowestDenseStore;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    private static final int FEW = 8;
    private static final double[] NONE = {};

    private static final LogarithmicMapping MAPPING = new Mapping();

    private final double quantile;
    /** All values while they are few, in place of {@link #sketch}: a pane mostly has some, and is merged more often than asked. */
    private double @Nullable [] few = NONE;
    /** Null while nobody needs more than {@link #few} or {@link #written}. */
    private @Nullable DDSketch sketch;
    /** What it was written as last; null since something was added. Of ten panes of a window nine stay as they are. */
    private byte @Nullable [] written;

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
        // What the sketch cannot index is as good as its largest value.
        double most = MAPPING.maxIndexableValue();
        addIndexable(Math.max(-most, Math.min(most, value)));
    }

    private void addIndexable(double value) {
        double[] known = few;
        if (known != null && known.length < FEW) {
            few = Arrays.copyOf(known, known.length + 1);
            few[known.length] = value;
        } else {
            sketch().accept(value);
        }
        written = null;
    }

    /** Bins are counts, and which of the lowest are one bin depends on the largest value only: so the store does it. */
    @Override
    boolean isOrderless() {
        return true;
    }

    @Override
    void merge(Aggregate other) {
        Percentile theirs = (Percentile) other;
        if (theirs.few != null) {
            for (double value : theirs.few) {
                addIndexable(value);
            }
        } else if (theirs.sketch != null) {
            sketch().mergeWith(theirs.sketch);
            written = null;
        } else if (theirs.written != null) {
            decode(theirs.written, sketch());
            written = null;
        }
    }

    /** From now on it is one. */
    private DDSketch sketch() {
        DDSketch whole = whole();
        sketch = whole;
        few = null;
        return whole;
    }

    private DDSketch whole() {
        if (sketch != null) {
            return sketch;
        }
        DDSketch made = new DDSketch(MAPPING, () -> new CollapsingLowestDenseStore(MOST_BINS));
        if (few != null) {
            for (double value : few) {
                made.accept(value);
            }
        } else if (written != null) {
            decode(written, made);
        }
        return made;
    }

    private static void decode(byte[] bytes, DDSketch into) {
        try {
            into.decodeAndMergeWith(ByteArrayInput.wrap(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("the state of a percentile is damaged", e);
        }
    }

    /** A sketch takes half a kilobyte, and what is written of a pane's readings a tenth of it. */
    @Override
    void close() {
        if (sketch != null) {
            bytes();
            sketch = null;
        }
    }

    @Override
    @Nullable
    Double value() {
        DDSketch all = sketch();
        return all.isEmpty() ? null : (Double) all.getValueAtQuantile(quantile);
    }

    @Override
    void write(DataOutput out) throws IOException {
        byte[] bytes = bytes();
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    /** Makes sure of {@link #written}. */
    private byte[] bytes() {
        byte[] bytes = written;
        if (bytes == null) {
            try {
                GrowingByteArrayOutput encoded = GrowingByteArrayOutput.withDefaultInitialCapacity();
                whole().encode(encoded, true);
                bytes = Arrays.copyOf(encoded.backingArray(), encoded.numWrittenBytes());
            } catch (IOException e) {
                throw new UncheckedIOException("an array takes what is written to it", e);
            }
            written = bytes;
        }
        return bytes;
    }

    @Override
    void read(DataInput in) throws IOException {
        byte[] bytes = new byte[in.readUnsignedShort()];
        in.readFully(bytes);
        written = bytes;
        few = null;
        sketch = null;
    }
}
