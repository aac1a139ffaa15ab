package io.casewire.signals;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A memory of values that belong together by event time, and of how long each of them held. */
abstract class WindowMemory extends Memory {
    private final SignalDefinition signal;
    private final boolean holds;
    private double latest = Double.NaN;
    private long latestAt = Long.MIN_VALUE;

    WindowMemory(SignalDefinition signal) {
        this.signal = signal;
        this.holds = Aggregate.holds(signal);
    }

    final Aggregate empty() {
        return Aggregate.of(signal);
    }

    /** The event time of the newest value. */
    final long latestAt() {
        return latestAt;
    }

    @Override
    final void add(long eventTime, double value, boolean late) {
        double before = latest;
        long since = latestAt;
        if (eventTime >= latestAt) {
            latest = value;
            latestAt = eventTime;
        }
        put(eventTime, value);
        if (holds && !Double.isNaN(before) && eventTime > since) {
            hold(before, since, eventTime);
        }
    }

    abstract void put(long eventTime, double value);

    /** The value held from one time to another. */
    abstract void hold(double value, long from, long to);

    /** How much of the time from {@code from} to {@code to} lies in a window. */
    static long overlap(long from, long to, long windowStart, long windowEnd) {
        return Math.max(0, Math.min(to, windowEnd) - Math.max(from, windowStart));
    }

    @Override
    void write(DataOutput out) throws IOException {
        out.writeDouble(latest);
        out.writeLong(latestAt);
    }

    @Override
    void read(DataInput in) throws IOException {
        latest = in.readDouble();
        latestAt = in.readLong();
    }

    final Aggregate readAggregate(DataInput in) throws IOException {
        Aggregate read = empty();
        read.read(in);
        return read;
    }
}
