package io.casewire.signals;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Values with no larger gap between them than allowed. What is too late for the session that goes on does not count. */
final class SessionMemory extends WindowMemory {
    private static final long NEVER = Long.MIN_VALUE;

    private final long gap;
    private Aggregate session;
    private long start = NEVER;
    private long end = NEVER;

    SessionMemory(SignalDefinition signal, long gap) {
        super(signal);
        this.gap = gap;
        this.session = empty();
    }

    @Override
    void put(long eventTime, double value) {
        if (end == NEVER || eventTime - end > gap) {
            session = empty();
            start = eventTime;
            end = eventTime;
        }
        if (start - eventTime <= gap) {
            session.add(eventTime, value);
            start = Math.min(start, eventTime);
            end = Math.max(end, eventTime);
        }
    }

    @Override
    void hold(double value, long from, long to) {
        session.hold(value, overlap(from, to, start, end + gap));
    }

    @Override
    @Nullable
    Double value() {
        return end == NEVER ? null : heard() - end > gap ? empty().value() : session.value();
    }

    @Override
    void write(DataOutput out) throws IOException {
        super.write(out);
        out.writeLong(start);
        out.writeLong(end);
        session.write(out);
    }

    @Override
    void read(DataInput in) throws IOException {
        super.read(in);
        start = in.readLong();
        end = in.readLong();
        session = readAggregate(in);
    }
}
