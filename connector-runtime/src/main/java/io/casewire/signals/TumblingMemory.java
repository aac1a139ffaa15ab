package io.casewire.signals;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Windows that follow one another without overlap. A window is over when the device was heard so much later than its end as
 * lateness allows; what comes for it after that does not count. A window that began before the device was first heard has no value.
 */
final class TumblingMemory extends WindowMemory {
    private static final long NO_WINDOW = Long.MIN_VALUE;

    private final long length;
    private final long lateness;
    /** The window of the newest value, the one before it, which may wait for what is late, and the last that is over meanwhile. */
    private final Aggregate[] windows = new Aggregate[3];

    private long newest = NO_WINDOW;

    /** @param lateness at most the length */
    TumblingMemory(SignalDefinition signal, long length, long lateness) {
        super(signal);
        this.length = length;
        this.lateness = lateness;
        Arrays.setAll(windows, i -> empty());
    }

    @Override
    void advance(long eventTime) {
        long window = Math.floorDiv(eventTime, length);
        if (newest == NO_WINDOW) {
            newest = window;
        }
        for (int i = windows.length - 1; i >= 0 && window > newest; i--) {
            long before = window - newest;
            windows[i] = i >= before ? windows[(int) (i - before)] : empty();
        }
        newest = Math.max(newest, window);
    }

    @Override
    void put(long eventTime, double value) {
        long window = Math.floorDiv(eventTime, length);
        boolean waits = window == newest - 1 && heard() < newest * length + lateness;
        if (window == newest || waits) {
            windows[(int) (newest - window)].add(eventTime, value);
        }
    }

    @Override
    void hold(double value, long from, long to) {
        for (int i = 0; i < windows.length; i++) {
            long start = (newest - i) * length;
            windows[i].hold(value, overlap(from, to, start, start + length));
        }
    }

    @Override
    @Nullable
    Double value() {
        long over = Math.floorDiv(heard() - lateness, length) - 1;
        return over * length < first() ? null : windows[(int) (newest - over)].value();
    }

    @Override
    void write(DataOutput out) throws IOException {
        super.write(out);
        out.writeLong(newest);
        for (Aggregate window : windows) {
            window.write(out);
        }
    }

    @Override
    void read(DataInput in) throws IOException {
        super.read(in);
        newest = in.readLong();
        for (int i = 0; i < windows.length; i++) {
            windows[i] = readAggregate(in);
        }
    }
}
