package io.casewire.localorg.limits;

import io.casewire.localorg.setup.Setup;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;

/** How much of each {@link Limit} is used, by the clients of this org and by others who are only said to be there. */
public final class Allowances {
    private static final long MILLIS_PER_MINUTE = 60_000;
    private static final int MINUTES_PER_HOUR = 60;

    private final Clock clock;
    private final Setup setup;
    private final Map<Limit, Allowance> allowances = new EnumMap<>(Limit.class);

    /** @param dailyApiRequests most API calls in 24 hours */
    public Allowances(long dailyApiRequests, Setup setup, Clock clock) {
        this.setup = setup;
        this.clock = clock;
        for (Limit limit : Limit.values()) {
            allowances.put(limit, new Allowance(limit));
        }
        setMax(Limit.DAILY_API_REQUESTS, dailyApiRequests);
    }

    /** Takes so many; false when they do not fit, and then none is taken. */
    public boolean take(Limit limit, long amount) {
        Allowance allowance = of(limit);
        synchronized (allowance) {
            long minute = minute();
            allowance.countOthers(minute);
            if (allowance.count.used(minute) + amount > allowance.max) {
                return false;
            }
            allowance.count.add(minute, amount);
            return true;
        }
    }

    public long used(Limit limit) {
        Allowance allowance = of(limit);
        synchronized (allowance) {
            allowance.countOthers(minute());
            return allowance.count.used(minute());
        }
    }

    /** What {@code /limits} says is used: the truth of some minutes ago. */
    public long reported(Limit limit) {
        Allowance allowance = of(limit);
        synchronized (allowance) {
            allowance.countOthers(minute());
            return allowance.count.usedAsOf(minute() - setup.settings().limitsLagSeconds() / 60);
        }
    }

    public long max(Limit limit) {
        Allowance allowance = of(limit);
        synchronized (allowance) {
            return allowance.max;
        }
    }

    public void setMax(Limit limit, long max) {
        Allowance allowance = of(limit);
        synchronized (allowance) {
            allowance.max = max;
        }
    }

    /** Others use so many at once, whether they fit or not. */
    public void useByOthers(Limit limit, long amount) {
        Allowance allowance = of(limit);
        synchronized (allowance) {
            allowance.count.add(minute(), amount);
        }
    }

    /** Others use so many an hour from now on. */
    public void useByOthersPerHour(Limit limit, long perHour) {
        Allowance allowance = of(limit);
        synchronized (allowance) {
            allowance.countOthers(minute());
            allowance.othersPerHour = perHour;
        }
    }

    public long usedByOthersPerHour(Limit limit) {
        Allowance allowance = of(limit);
        synchronized (allowance) {
            return allowance.othersPerHour;
        }
    }

    /** Nothing is used, and the limits are those of a new org again. */
    public void reset(long dailyApiRequests) {
        for (Limit limit : Limit.values()) {
            Allowance allowance = of(limit);
            synchronized (allowance) {
                allowance.count = new RollingCount(limit.window().toMinutes());
                allowance.othersPerHour = 0;
                allowance.max = limit == Limit.DAILY_API_REQUESTS ? dailyApiRequests : limit.defaultMax();
            }
        }
    }

    private Allowance of(Limit limit) {
        Allowance allowance = allowances.get(limit);
        if (allowance == null) {
            throw new IllegalStateException("no allowance " + limit);
        }
        return allowance;
    }

    private long minute() {
        return Math.floorDiv(clock.millis(), MILLIS_PER_MINUTE);
    }

    /** One limit with its count; guarded by itself. */
    private static final class Allowance {
        private final long minutes;
        private RollingCount count;
        private long max;
        private long othersPerHour;
        private long othersCountedTo;

        Allowance(Limit limit) {
            this.minutes = limit.window().toMinutes();
            this.count = new RollingCount(minutes);
            this.max = limit.defaultMax();
        }

        /** Adds what others used since it was last looked at, minute by minute. */
        void countOthers(long minute) {
            if (othersPerHour > 0) {
                for (long m = Math.max(othersCountedTo, minute - minutes) + 1; m <= minute; m++) {
                    long inHour = Math.floorMod(m, MINUTES_PER_HOUR);
                    long before = inHour * othersPerHour / MINUTES_PER_HOUR;
                    count.add(m, (inHour + 1) * othersPerHour / MINUTES_PER_HOUR - before);
                }
            }
            othersCountedTo = Math.max(othersCountedTo, minute);
        }
    }
}
