package io.casewire.signals;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What a value is at this time of day, by quarters of an hour in UTC: what repeats every day is no surprise. Where a quarter is
 * heard for the first time, the level of the last while stands in.
 */
final class DailyBaseline {
    private static final int SLOTS = 96;
    private static final long SLOT_MILLIS = 24L * 60 * 60 * 1_000 / SLOTS;
    /** Of the newest value, once a quarter was heard often enough. */
    private static final double LEAST_WEIGHT = 0.05;

    private static final double LEVEL_WEIGHT = 0.02;

    private final double[] means = new double[SLOTS];
    private final byte[] counts = new byte[SLOTS];
    private boolean begun;
    private double level;

    /** What is left of a value when the usual is taken away; the value counts as usual from then on. */
    double residual(long eventTime, double value) {
        int slot = (int) Math.floorMod(Math.floorDiv(eventTime, SLOT_MILLIS), (long) SLOTS);
        if (!begun) {
            begun = true;
            level = value;
        }
        double usual = counts[slot] > 0 ? means[slot] : level;
        if (counts[slot] * LEAST_WEIGHT < 1) {
            counts[slot]++;
        }
        means[slot] += Math.max(LEAST_WEIGHT, 1.0 / counts[slot]) * (value - means[slot]);
        level += LEVEL_WEIGHT * (value - level);
        return value - usual;
    }

    void write(DataOutput out) throws IOException {
        out.writeBoolean(begun);
        out.writeDouble(level);
        out.write(counts);
        for (double mean : means) {
            out.writeDouble(mean);
        }
    }

    void read(DataInput in) throws IOException {
        begun = in.readBoolean();
        level = in.readDouble();
        in.readFully(counts);
        for (int slot = 0; slot < SLOTS; slot++) {
            means[slot] = in.readDouble();
        }
    }
}
