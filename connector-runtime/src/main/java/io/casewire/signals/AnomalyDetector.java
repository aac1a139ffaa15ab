package io.casewire.signals;

import com.amazon.randomcutforest.RandomCutForest;
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

    private final Field[] fields;
    private final RandomCutForest forest;
    private final Surprise forestSurprise = new Surprise();
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
    }

    /** @param fields how many values a reading has */
    public AnomalyDetector(int fields, long seed, Parts parts) {
        this.fields = new Field[fields];
        for (int i = 0; i < fields; i++) {
            this.fields[i] = new Field();
        }
        this.parts = parts;
        int readings = Math.max(1, VALUES / fields);
        this.forest = RandomCutForest.builder()
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
}
