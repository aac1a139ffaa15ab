package io.casewire.localorg.oauth;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;

/** API calls of the last 24 hours, counted by the minute, against the org's limit. */
public final class ApiUsage {
    private static final long MINUTES = 24L * 60;

    private final int max;
    private final Clock clock;
    private final Deque<long[]> callsByMinute = new ArrayDeque<>();
    private int used;

    public ApiUsage(int max, Clock clock) {
        this.max = max;
        this.clock = clock;
    }

    public int max() {
        return max;
    }

    public synchronized int used() {
        forget();
        return used;
    }

    /** Counts one call; false when the limit is reached, and then it does not count. */
    public synchronized boolean count() {
        forget();
        if (used >= max) {
            return false;
        }
        long minute = minute();
        long[] last = callsByMinute.peekLast();
        if (last == null || last[0] != minute) {
            last = new long[] {minute, 0};
            callsByMinute.addLast(last);
        }
        last[1]++;
        used++;
        return true;
    }

    private void forget() {
        long oldest = minute() - MINUTES;
        while (!callsByMinute.isEmpty() && callsByMinute.getFirst()[0] <= oldest) {
            used -= (int) callsByMinute.removeFirst()[1];
        }
    }

    private long minute() {
        return clock.millis() / 60_000;
    }
}
