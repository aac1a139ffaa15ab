package io.casewire.signals;

import io.casewire.signals.SignalDefinition.Function;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The latest two values and when they were; exact. What comes late does not count. */
final class LatestMemory extends Memory {
    private static final double MILLIS = 1_000;

    private final Function function;
    private double last = Double.NaN;
    private long lastAt;
    private double before = Double.NaN;
    private long beforeAt;

    LatestMemory(Function function) {
        this.function = function;
    }

    @Override
    void add(long eventTime, double[] values, boolean late) {
        if (!late) {
            before = last;
            beforeAt = lastAt;
            last = values[0];
            lastAt = eventTime;
        }
    }

    @Override
    @Nullable
    Object value(long eventTime) {
        double value =
                switch (function) {
                    case LAST -> last;
                    case CHANGE -> last - before;
                    default -> lastAt > beforeAt ? (last - before) * MILLIS / (lastAt - beforeAt) : Double.NaN;
                };
        return Double.isNaN(value) ? null : (Double) value;
    }

    @Override
    void write(DataOutput out) throws IOException {
        out.writeDouble(last);
        out.writeLong(lastAt);
        out.writeDouble(before);
        out.writeLong(beforeAt);
    }

    @Override
    void read(DataInput in) throws IOException {
        last = in.readDouble();
        lastAt = in.readLong();
        before = in.readDouble();
        beforeAt = in.readLong();
    }
}
