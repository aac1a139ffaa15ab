package io.casewire.signals;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How unusual the latest values are. Its model is too much to be written with each reading: now and then it is kept beside, and
 * what came since is written. Both together give the same scores again. What comes late does not count.
 */
final class AnomalyMemory extends Memory {
    /** Of one field, half of them, written with each reading, are about as many bytes as its share of a model. */
    static final int READINGS_PER_MODEL = 64;

    /** Squares of larger ones are no numbers any more, and would stay in all that is learned. */
    private static final double LARGEST = 1e100;

    private static final long BYTES = 100_000;
    private static final long BYTES_OF_FIELD = 15_000;

    private final int fields;
    private final long seed;
    private final Supplier<byte @Nullable []> kept;
    private final List<Point> since = new ArrayList<>();
    private boolean isKept;
    private double score = Double.NaN;
    private @Nullable AnomalyDetector detector;

    private record Point(long eventTime, double[] values) {}

    /** @param kept the model, should one have been kept beside */
    AnomalyMemory(int fields, long seed, Supplier<byte @Nullable []> kept) {
        this.fields = fields;
        this.seed = seed;
        this.kept = kept;
    }

    @Override
    void add(long eventTime, double[] values, boolean late) {
        if (!late && Arrays.stream(values).allMatch(value -> Math.abs(value) <= LARGEST)) {
            Double latest = detector().score(eventTime, values);
            score = latest == null ? Double.NaN : latest;
            since.add(new Point(eventTime, values));
        }
    }

    private AnomalyDetector detector() {
        AnomalyDetector known = detector;
        if (known != null) {
            return known;
        }
        AnomalyDetector restored = new AnomalyDetector(fields, seed, AnomalyDetector.Parts.ALL);
        if (isKept) {
            byte[] model = kept.get();
            if (model == null) {
                throw new IllegalStateException("the model of an anomaly signal is missing from its store");
            }
            restored = AnomalyDetector.fromBytes(model);
        }
        for (Point point : since) {
            restored.score(point.eventTime(), point.values());
        }
        detector = restored;
        return restored;
    }

    @Override
    boolean learns() {
        return true;
    }

    @Override
    long modelBytes() {
        return detector == null ? 0 : BYTES + BYTES_OF_FIELD * fields;
    }

    @Override
    byte @Nullable [] takeModel() {
        if (since.size() < READINGS_PER_MODEL) {
            return null;
        }
        byte[] model = detector().toBytes();
        since.clear();
        isKept = true;
        return model;
    }

    @Override
    @Nullable
    Object value(long eventTime) {
        return Double.isNaN(score) ? null : (Double) score;
    }

    @Override
    void write(DataOutput out) throws IOException {
        out.writeBoolean(isKept);
        out.writeDouble(score);
        out.writeShort(since.size());
        for (Point point : since) {
            out.writeLong(point.eventTime());
            for (double value : point.values()) {
                out.writeDouble(value);
            }
        }
    }

    @Override
    void read(DataInput in) throws IOException {
        isKept = in.readBoolean();
        score = in.readDouble();
        int size = in.readShort();
        for (int i = 0; i < size; i++) {
            long eventTime = in.readLong();
            double[] values = new double[fields];
            for (int k = 0; k < fields; k++) {
                values[k] = in.readDouble();
            }
            since.add(new Point(eventTime, values));
        }
    }
}
