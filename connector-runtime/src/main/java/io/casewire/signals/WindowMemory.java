package io.casewire.signals;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A memory of values that belong together by event time, and of how long each of them held. */
abstract class WindowMemory extends Memory {
    private static final long NEVER = Long.MIN_VALUE;

    private final SignalDefinition signal;
    private final boolean holds;
    private double latest = Double.NaN;
    private long latestAt = NEVER;
    private long first = NEVER;
    private long heard = NEVER;

    WindowMemory(SignalDefinition signal) {
        this.signal = signal;
        this.holds = Aggregate.holds(signal);
    }

    final Aggregate empty() {
        return Aggregate.of(signal);
    }

    /** The event time of the first reading, with a value or without. */
    final long first() {
        return first;
    }

    /** The latest event time of a reading, with a value or without. */
    final long heard() {
        return heard;
    }

    @Override
    final void add(long eventTime, double[] values, boolean late) {
        double value = values[0];
        long before = reach(eventTime);
        put(eventTime, value);
        hold(before);
        if (eventTime >= latestAt) {
            latest = value;
            latestAt = eventTime;
        }
    }

    @Override
    final @Nullable Object value(long eventTime) {
        hold(reach(eventTime));
        return value();
    }

    /** @return until when was heard before */
    private long reach(long eventTime) {
        long before = heard;
        first = first == NEVER ? eventTime : first;
        if (eventTime > heard) {
            heard = eventTime;
            if (before != NEVER) {
                advance(before, eventTime);
            }
        }
        return before;
    }

    private void hold(long since) {
        if (holds && !Double.isNaN(latest) && heard > since) {
            hold(latest, since, heard);
        }
    }

    /** The device was heard at a later time than before. */
    void advance(long before, long now) {}

    abstract void put(long eventTime, double value);

    /** The value held from one time to another. */
    abstract void hold(double value, long from, long to);

    /** As of the time the device was heard last. */
    abstract @Nullable Double value();

    /** How much of the time from {@code from} to {@code to} lies in a window. */
    static long overlap(long from, long to, long windowStart, long windowEnd) {
        return Math.max(0, Math.min(to, windowEnd) - Math.max(from, windowStart));
    }

    @Override
    void write(DataOutput out) throws IOException {
        out.writeDouble(latest);
        out.writeLong(latestAt);
        out.writeLong(first);
        out.writeLong(heard);
    }

    @Override
    void read(DataInput in) throws IOException {
        latest = in.readDouble();
        latestAt = in.readLong();
        first = in.readLong();
        heard = in.readLong();
    }

    final Aggregate readAggregate(DataInput in) throws IOException {
        Aggregate read = empty();
        read.read(in);
        return read;
    }
}
