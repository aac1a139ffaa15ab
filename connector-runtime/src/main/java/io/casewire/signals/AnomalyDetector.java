package io.casewire.signals;

import com.amazon.randomcutforest.RandomCutForest;
import com.amazon.randomcutforest.state.RandomCutForestMapper;
import com.amazon.randomcutforest.state.RandomCutForestState;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How unusual a device's values are, as one number: by how many standard deviations they are further from usual than they
 * usually are. Two look at them, and the one that is more surprised is heard:
 *
 * <ul>
 *   <li>for each field by itself, how far the value is from what it is at this time of day;
 *   <li>for all fields and the last readings together, a Random Cut Forest over those distances.
 * </ul>
 *
 * <p>One set of parameters serves every device. The seed decides what the forest cuts: the same readings in the same order
 * give the same scores.
 */
public final class AnomalyDetector {
    /** Values the forest looks at together: the last readings of few fields, or the last one of many. */
    private static final int VALUES = 8;

    private static final int TREES = 12;
    private static final int POINTS = 128;
    private static final int FIRST_SCORE = 32;
    /** A value that never changed by more than a hundredth of its spread is as good as constant. */
    private static final double FLOOR = 0.01;
    /** A forest's score moves around one. */
    private static final double FOREST_FLOOR = 0.02;

    private static final double FURTHEST = 10;

    private static final int VERSION = 1;
    private static final ObjectMapper CBOR = new CBORMapper();

    private final Field[] fields;
    private final RandomCutForest forest;
    private final Surprise forestSurprise;
    private final Parts parts;

    /** Who is heard. */
    public enum Parts {
        ALL,
        BASELINE,
        FOREST
    }

    private static final class Field {
        private final DailyBaseline baseline = new DailyBaseline();
        private final Surprise surprise = new Surprise();
        private final Spread values = new Spread(0.001);
        private final Spread residuals = new Spread(0.002);
        private double surprised;

        /** @return the distance from usual, in standard deviations */
        float add(long eventTime, double value) {
            values.add(value);
            double residual = baseline.residual(eventTime, value);
            surprised = surprise.of(Math.abs(residual), FLOOR * values.deviation() + Double.MIN_NORMAL);
            double distance = residuals.count() > 5
                    ? (residual - residuals.mean()) / (residuals.deviation() + Double.MIN_NORMAL)
                    : 0;
            residuals.add(residual);
            return (float) Math.max(-FURTHEST, Math.min(FURTHEST, distance));
        }

        void write(DataOutput out) throws IOException {
            baseline.write(out);
            surprise.write(out);
            values.write(out);
            residuals.write(out);
        }

        void read(DataInput in) throws IOException {
            baseline.read(in);
            surprise.read(in);
            values.read(in);
            residuals.read(in);
        }
    }

    /** @param fields how many values a reading has */
    public AnomalyDetector(int fields, long seed, Parts parts) {
        this(
                Stream.generate(Field::new).limit(fields).toArray(Field[]::new),
                new Surprise(),
                forest(fields, seed),
                parts);
    }

    private AnomalyDetector(Field[] fields, Surprise forestSurprise, RandomCutForest forest, Parts parts) {
        this.fields = fields;
        this.forestSurprise = forestSurprise;
        this.forest = forest;
        this.parts = parts;
    }

    private static RandomCutForest forest(int fields, long seed) {
        int readings = Math.max(1, VALUES / fields);
        return RandomCutForest.builder()
                .dimensions(readings * fields)
                .shingleSize(readings)
                .internalShinglingEnabled(true)
                .numberOfTrees(TREES)
                .sampleSize(POINTS)
                .outputAfter(FIRST_SCORE)
                .randomSeed(seed)
                .build();
    }

    /**
     * The next reading.
     *
     * @param eventTime epoch milliseconds, no earlier than that of the reading before
     * @param values finite
     * @return zero or more; null while it warms
     */
    public @Nullable Double score(long eventTime, double... values) {
        boolean warm = fields[0].surprise.isWarm();
        float[] distances = new float[fields.length];
        double most = 0;
        for (int i = 0; i < fields.length; i++) {
            distances[i] = fields[i].add(eventTime, values[i]);
            most = Math.max(most, fields[i].surprised);
        }
        if (parts != Parts.BASELINE) {
            // Before that it scores zero, which would be remembered as usual.
            double surprised =
                    forest.isOutputReady() ? forestSurprise.of(forest.getAnomalyScore(distances), FOREST_FLOOR) : 0;
            forest.update(distances);
            most = parts == Parts.FOREST ? surprised : Math.max(most, surprised);
        }
        return warm ? most : null;
    }

    /** The same for the same device and signal, whichever process asks. */
    static long seed(String device, String signal) {
        String both = device + '\n' + signal;
        return UUID.nameUUIDFromBytes(both.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits();
    }

    /** All it learned: what {@link #fromBytes} makes of them gives the same scores from here on. */
    byte[] toBytes() {
        RandomCutForestMapper mapper = new RandomCutForestMapper();
        // Without its trees and its executor, a forest would cut anew.
        mapper.setSaveTreeStateEnabled(true);
        mapper.setSaveExecutorContextEnabled(true);
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeByte(VERSION);
            out.writeByte(parts.ordinal());
            out.writeByte(fields.length);
            for (Field field : fields) {
                field.write(out);
            }
            forestSurprise.write(out);
            out.write(CBOR.writeValueAsBytes(mapper.toState(forest)));
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
    }

    /** @throws IllegalStateException when a later version wrote the bytes */
    static AnomalyDetector fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalStateException("model of an anomaly signal of version " + version
                        + ", this Casewire reads " + VERSION + "; run the newer one");
            }
            Parts parts = Parts.values()[in.readByte()];
            Field[] fields = new Field[in.readByte()];
            for (int i = 0; i < fields.length; i++) {
                fields[i] = new Field();
                fields[i].read(in);
            }
            Surprise surprise = new Surprise();
            surprise.read(in);
            RandomCutForestState state = CBOR.readValue(in.readAllBytes(), RandomCutForestState.class);
            return new AnomalyDetector(fields, surprise, new RandomCutForestMapper().toModel(state), parts);
        } catch (IOException e) {
            throw new UncheckedIOException("the model of an anomaly signal is damaged", e);
        }
    }
}
