package io.casewire.episodes;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether a device tells of long ago, faster than it happened: after an outage its readings come all at once. One that is
 * always late by the same time, because its clock is wrong or its way is long, is not catching up.
 *
 * <p>Two readings in a row tell little of that: a device may round its times, or send several at once. So a reading is
 * compared with one that came, or happened, at least {@link #APART} before.
 */
public final class CatchUp {
    /** What is younger is worth a Case even when it clears at once. */
    static final Duration BEHIND = Duration.ofMinutes(2);

    static final Duration APART = Duration.ofMinutes(1);

    /** Without another reading for this long a backlog is over, and what it left open counts. */
    static final Duration SETTLED = Duration.ofMinutes(1);

    /** Likewise, where it is not known yet whether it is one. */
    static final Duration UNDECIDED = Duration.ofSeconds(10);

    /** A delay that changes by more than this share of the time between two readings is not always the same. */
    private static final long SHARE = 4;

    private static final long NEVER = Long.MIN_VALUE;

    private enum Verdict {
        UNKNOWN,
        STEADY,
        CATCHING_UP
    }

    /** Of the reading that is compared with. */
    private long eventTime = NEVER;

    private long arrival = NEVER;
    private Verdict verdict = Verdict.UNKNOWN;

    /**
     * A reading, in the order of event time.
     *
     * @return how long an episode that begins with it waits for the next reading; zero where it is from no backlog
     */
    public Duration heard(Instant happened, Instant arrived) {
        long now = arrived.toEpochMilli();
        long then = happened.toEpochMilli();
        if (eventTime == NEVER) {
            remember(then, now);
        } else if (Math.max(then - eventTime, now - arrival) >= APART.toMillis()) {
            verdict = isSteady(then, now) ? Verdict.STEADY : Verdict.CATCHING_UP;
            remember(then, now);
        }
        if (now - then <= BEHIND.toMillis()) {
            return Duration.ZERO;
        }
        return switch (verdict) {
            case UNKNOWN -> UNDECIDED;
            case STEADY -> Duration.ZERO;
            case CATCHING_UP -> SETTLED;
        };
    }

    private boolean isSteady(long then, long now) {
        long since = Math.max(then - eventTime, now - arrival);
        return Math.abs((now - then) - (arrival - eventTime)) <= since / SHARE;
    }

    private void remember(long then, long now) {
        eventTime = then;
        arrival = now;
    }

    public void write(DataOutput out) throws IOException {
        out.writeLong(eventTime);
        out.writeLong(arrival);
        out.writeByte(verdict.ordinal());
    }

    public static CatchUp read(DataInput in) throws IOException {
        CatchUp catchUp = new CatchUp();
        catchUp.eventTime = in.readLong();
        catchUp.arrival = in.readLong();
        catchUp.verdict = Verdict.values()[in.readByte()];
        return catchUp;
    }
}
