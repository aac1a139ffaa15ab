package io.casewire.localorg.setup;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The org's time: another clock's, moved ahead as far as somebody says. It never goes back. */
public final class OrgClock extends Clock {
    private final Clock base;
    private volatile Duration ahead = Duration.ZERO;

    public OrgClock(Clock base) {
        this.base = base;
    }

    /** @throws IllegalArgumentException when the span is negative: sessions, limits and retention would see the past again */
    public synchronized void advance(Duration span) {
        if (span.isNegative()) {
            throw new IllegalArgumentException("the org's clock does not go back: " + span);
        }
        ahead = ahead.plus(span);
    }

    /** How far it is ahead. */
    public Duration ahead() {
        return ahead;
    }

    @Override
    public Instant instant() {
        return base.instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
