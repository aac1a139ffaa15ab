package io.casewire.episodes;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether a device tells of long ago, faster than it happened: after an outage its readings come all at once. One that is
 * always late by the same time, because its clock is wrong or its way is long, is not catching up.
 */
public final class CatchUp {
    /** What is younger is worth a Case even when it clears at once. */
    static final Duration BEHIND = Duration.ofMinutes(2);

    /** Without another reading for this long the backlog is over, and what it left open counts. */
    static final Duration SETTLED = Duration.ofSeconds(10);

    /** A delay that changes by more than this share of the time between two readings is not always the same. */
    private static final long SHARE = 4;

    private static final long NEVER = Long.MIN_VALUE;

    private long eventTime = NEVER;
    private long arrival = NEVER;

    /**
     * A reading, in the order of event time.
     *
     * @return whether it is from a backlog
     */
    public boolean heard(Instant happened, Instant arrived) {
        long delay = arrived.toEpochMilli() - happened.toEpochMilli();
        boolean behind = delay > BEHIND.toMillis()
                && (eventTime == NEVER || !isSteady(delay, happened.toEpochMilli(), arrived.toEpochMilli()));
        eventTime = happened.toEpochMilli();
        arrival = arrived.toEpochMilli();
        return behind;
    }

    private boolean isSteady(long delay, long happened, long arrived) {
        long since = Math.max(happened - eventTime, arrived - arrival);
        return Math.abs(delay - (arrival - eventTime)) <= since / SHARE;
    }

    public void write(DataOutput out) throws IOException {
        out.writeLong(eventTime);
        out.writeLong(arrival);
    }

    public static CatchUp read(DataInput in) throws IOException {
        CatchUp catchUp = new CatchUp();
        catchUp.eventTime = in.readLong();
        catchUp.arrival = in.readLong();
        return catchUp;
    }
}
