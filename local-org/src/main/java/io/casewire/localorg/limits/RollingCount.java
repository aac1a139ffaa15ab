package io.casewire.localorg.limits;

import java.util.ArrayDeque;
import java.util.Deque;

/** Something counted over the last so many minutes, by the minute. Not thread-safe. */
final class RollingCount {
    /** Beyond the window, because what is reported may be older than what is enforced. */
    private static final long KEPT_LONGER = 15;

    private final long minutes;
    private final Deque<long[]> byMinute = new ArrayDeque<>();
    private long summedAt = Long.MIN_VALUE;
    private long sum;

    RollingCount(long minutes) {
        this.minutes = minutes;
    }

    void add(long minute, long amount) {
        long[] last = byMinute.peekLast();
        if (last == null || last[0] < minute) {
            last = new long[] {minute, 0};
            byMinute.addLast(last);
        }
        last[1] += amount;
        if (summedAt == minute) {
            sum += amount;
        }
    }

    /** What was counted within the window that ends now. Within one minute it is added up once. */
    long used(long minute) {
        if (minute != summedAt) {
            while (!byMinute.isEmpty() && byMinute.getFirst()[0] <= minute - minutes - KEPT_LONGER) {
                byMinute.removeFirst();
            }
            sum = usedAsOf(minute);
            summedAt = minute;
        }
        return sum;
    }

    /** What was counted within the window that ended with this minute, a quarter of an hour ago at most. */
    long usedAsOf(long minute) {
        long used = 0;
        for (long[] counted : byMinute) {
            if (counted[0] > minute - minutes && counted[0] <= minute) {
                used += counted[1];
            }
        }
        return used;
    }
}
