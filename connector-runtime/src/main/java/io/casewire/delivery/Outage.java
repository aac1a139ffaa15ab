package io.casewire.delivery;

import org.jspecify.annotations.Nullable;

/**
 * Whether the org answers at all. While it does not, one call at a time tries, after growing pauses: an org that is away
 * is not asked for every row that waits.
 */
final class Outage {
    /** One lost answer is none yet. */
    private static final int CALLS = 3;

    private final OutboxSettings settings;
    private int unanswered;
    private long tryAt;
    private @Nullable String lastCall;

    Outage(OutboxSettings settings) {
        this.settings = settings;
    }

    /** A row of a call had no answer. */
    void noAnswer(String call, long now) {
        if (!call.equals(lastCall)) {
            lastCall = call;
            unanswered++;
            tryAt = now + settings.retryMillis(Math.max(1, unanswered - CALLS + 1));
        }
    }

    /** The org said something, whatever it was. */
    void answered() {
        unanswered = 0;
    }

    boolean isOn() {
        return unanswered >= CALLS;
    }

    boolean mayTry(long now) {
        return now >= tryAt;
    }
}
