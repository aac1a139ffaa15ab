package io.casewire.signals;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The latest value of each field of a table, and what they are worth: all together, or the worst of them. What comes late does not count. */
final class ScoreMemory extends Memory {
    private final ScoreTable table;
    private final boolean worst;
    private final long maxAge;
    private final double[] last;
    private final long[] lastAt;

    /** @param maxAge of a value that counts, in milliseconds of event time */
    ScoreMemory(ScoreTable table, boolean worst, long maxAge) {
        this.table = table;
        this.worst = worst;
        this.maxAge = maxAge;
        last = new double[table.fields().size()];
        lastAt = new long[last.length];
        Arrays.fill(last, Double.NaN);
    }

    @Override
    void add(long eventTime, double[] values, boolean late) {
        for (int i = 0; i < last.length && !late; i++) {
            if (!Double.isNaN(values[i])) {
                last[i] = values[i];
                lastAt[i] = eventTime;
            }
        }
    }

    @Override
    @Nullable
    Object value(long eventTime) {
        double score = worst ? Double.NEGATIVE_INFINITY : 0;
        for (int i = 0; i < last.length; i++) {
            if (Double.isNaN(last[i]) || eventTime - lastAt[i] > maxAge) {
                return null;
            }
            double points = table.fields().get(i).points(last[i]);
            score = worst ? Math.max(score, points) : score + points;
        }
        return score;
    }

    @Override
    void write(DataOutput out) throws IOException {
        for (int i = 0; i < last.length; i++) {
            out.writeDouble(last[i]);
            out.writeLong(lastAt[i]);
        }
    }

    @Override
    void read(DataInput in) throws IOException {
        for (int i = 0; i < last.length; i++) {
            last[i] = in.readDouble();
            lastAt[i] = in.readLong();
        }
    }
}
