package io.casewire.signals;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * By how many standard deviations a measure, over its last few values, is above what it used to be. All of it is a few
 * numbers that move: about a thousand values back for what is usual, three for what is now.
 */
final class Surprise {
    /** So many values have to be known before anything can surprise. */
    static final int WARM = 100;

    private static final double SHORT = 1.0 / 3;

    private final Spread usual = new Spread(0.001);
    private double now;

    /**
     * @param floor of the standard deviation: of what hardly ever changes, every change would be a surprise
     * @return zero or more; zero while it warms
     */
    double of(double value, double floor) {
        now = usual.count() == 0 ? value : now + (value - now) * SHORT;
        double surprise = isWarm() ? Math.max(0, (now - usual.mean()) / (usual.deviation() + floor)) : 0;
        usual.add(now);
        return surprise;
    }

    /** Whether the next value can surprise. */
    boolean isWarm() {
        return usual.count() >= WARM;
    }

    void write(DataOutput out) throws IOException {
        usual.write(out);
        out.writeDouble(now);
    }

    void read(DataInput in) throws IOException {
        usual.read(in);
        now = in.readDouble();
    }
}
