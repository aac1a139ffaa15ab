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
    private final long length;
    private final long lateness;
    /** The window of the newest value, the one before it, which may wait for what is late, and the last that is over meanwhile. */
    private final Aggregate[] windows = new Aggregate[3];

    /** @param lateness at most the length */
    TumblingMemory(SignalDefinition signal, long length, long lateness) {
        super(signal);
        this.length = length;
        this.lateness = lateness;
        Arrays.setAll(windows, i -> empty());
    }

    private long window(long eventTime) {
        return Math.floorDiv(eventTime, length);
    }

    private long newest() {
        return window(heard());
    }

    @Override
    void advance(long before, long now) {
        long on = window(now) - window(before);
        for (int i = windows.length - 1; i >= 0 && on > 0; i--) {
            windows[i] = i >= on ? windows[(int) (i - on)] : empty();
        }
    }

    @Override
    void put(long eventTime, double value) {
        long back = newest() - window(eventTime);
        boolean waits = back == 1 && heard() < newest() * length + lateness;
        if (back == 0 || waits) {
            windows[(int) back].add(eventTime, value);
        }
    }

    @Override
    void hold(double value, long from, long to) {
        for (int i = 0; i < windows.length; i++) {
            long start = (newest() - i) * length;
            windows[i].hold(value, overlap(from, to, start, start + length));
        }
    }

    @Override
    @Nullable
    Double value() {
        long over = window(heard() - lateness) - 1;
        return over * length < first() ? null : windows[(int) (newest() - over)].value();
    }

    @Override
    void write(DataOutput out) throws IOException {
        super.write(out);
        for (Aggregate window : windows) {
            window.write(out);
        }
    }

    @Override
    void read(DataInput in) throws IOException {
        super.read(in);
        for (int i = 0; i < windows.length; i++) {
            windows[i] = readAggregate(in);
        }
    }
}
