package io.casewire.benchmarks.fleet;

import io.casewire.benchmarks.machine.Condition;
import io.casewire.benchmarks.machine.Devices;
import io.casewire.benchmarks.machine.Measurement;
import io.casewire.benchmarks.machine.Measuring;
import io.casewire.benchmarks.machine.ProductType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a run: reading {@code i} is due at start + i / rate, in a burst faster, machines take turns, and the same
 * seed gives the same readings.
 *
 * <ul>
 *   <li>A fault lasts 3 to 8 consecutive readings of its machine and violates exactly one condition.
 *   <li>After it the machine is normal for at least {@value #QUIET_READINGS} readings.
 *   <li>The same condition of the same machine comes back after 16 minutes at the earliest: within 15 minutes it would
 *       continue the same episode, and no second Case would be due.
 * </ul>
 */
final class Schedule {
    static final Duration REST = Duration.ofMinutes(16);
    /** The most severe of the shipped conditions. */
    static final Condition SEVERE = Condition.POWER;

    private static final int QUIET_READINGS = 5;
    private static final int SHORTEST_FAULT = 3;
    private static final int LONGEST_FAULT = 8;

    private final Fleet fleet;
    private final Pace pace;
    private final Instant start;
    private final double faultChance;
    private final SplittableRandom random;
    private final ProductType[] types;
    private final int[] remaining;
    private final int[] quiet;
    private final @Nullable Condition[] fault;
    private final long[] freeFrom;
    private int nextSeq;

    /**
     * @param episodesPerMinute of the whole fleet, on average, as long as enough machines are rested; in a burst as many
     *     more as there are readings
     * @param severeShare part of the faults that are {@link #SEVERE}; null for as many of each condition
     */
    record Fleet(int devices, long seed, double episodesPerMinute, @Nullable Double severeShare) {
        Fleet {
            if (devices < 1) {
                throw new IllegalArgumentException("a fleet has at least one device, not " + devices);
            }
        }
    }

    /**
     * @param rate readings per second
     * @param before how many of them come before the burst
     * @param burst readings per second from then on
     */
    record Pace(double rate, long before, double burst) {
        Pace {
            if (!(rate > 0) || !(burst > 0)) {
                throw new IllegalArgumentException("the rate must be positive: " + Math.min(rate, burst));
            }
        }

        static Pace even(double rate) {
            return new Pace(rate, Long.MAX_VALUE, rate);
        }

        /** When a reading is due, in seconds after the start. */
        double secondsTo(int seq) {
            return seq <= before ? seq / rate : before / rate + (seq - before) / burst;
        }
    }

    Schedule(Fleet fleet, Pace pace, Instant start) {
        this.fleet = fleet;
        this.pace = pace;
        this.start = start;
        this.faultChance = fleet.episodesPerMinute() / 60 / pace.rate();
        this.random = new SplittableRandom(fleet.seed());
        this.types = new ProductType[fleet.devices()];
        Arrays.setAll(types, i -> Devices.type(i + 1, fleet.seed()));
        this.remaining = new int[fleet.devices()];
        this.quiet = new int[fleet.devices()];
        this.fault = new Condition[fleet.devices()];
        this.freeFrom = new long[fleet.devices() * Condition.values().length];
        Arrays.fill(freeFrom, Long.MIN_VALUE);
    }

    /** Keeps a machine free of one fault until a time, because an earlier run's episode may still come back. */
    void rest(int device, Condition condition, Instant until) {
        int place = place(device - 1, condition);
        freeFrom[place] = Math.max(freeFrom[place], until.toEpochMilli());
    }

    /** When the next reading is due. */
    Instant nextAt() {
        return start.plusNanos(Math.round(pace.secondsTo(nextSeq) * 1e9)).truncatedTo(ChronoUnit.MILLIS);
    }

    Reading next() {
        int seq = nextSeq;
        Instant at = nextAt();
        nextSeq = Math.incrementExact(seq);
        int machine = seq % fleet.devices();
        Episode opens = remaining[machine] == 0 ? maybeFault(machine, seq, at) : null;
        Condition violated = remaining[machine] > 0 ? fault[machine] : null;
        int wear = seq / fleet.devices() + machine * 7;
        Measurement measurement = Measuring.measure(types[machine], wear, violated, random);
        if (violated != null && --remaining[machine] == 0) {
            quiet[machine] = QUIET_READINGS;
            freeFrom[place(machine, violated)] = at.plus(REST).toEpochMilli();
        }
        return new Reading(seq, machine + 1, at, measurement, opens, violated != null);
    }

    private @Nullable Episode maybeFault(int machine, int seq, Instant at) {
        if (quiet[machine] > 0) {
            quiet[machine]--;
            return null;
        }
        if (random.nextDouble() >= faultChance) {
            return null;
        }
        Condition condition = restedCondition(machine, at);
        if (condition == null) {
            return null;
        }
        int readings = random.nextInt(SHORTEST_FAULT, LONGEST_FAULT + 1);
        remaining[machine] = readings;
        fault[machine] = condition;
        return new Episode(machine + 1, condition, seq, seq + (readings - 1) * fleet.devices(), at);
    }

    private @Nullable Condition restedCondition(int machine, Instant at) {
        Condition[] all = Condition.values();
        int first = firstChoice(all.length);
        for (int i = 0; i < all.length; i++) {
            Condition condition = all[(first + i) % all.length];
            if (freeFrom[place(machine, condition)] <= at.toEpochMilli()) {
                return condition;
            }
        }
        return null;
    }

    private int firstChoice(int conditions) {
        Double share = fleet.severeShare();
        if (share == null) {
            return random.nextInt(conditions);
        }
        return random.nextDouble() < share
                ? SEVERE.ordinal()
                : (SEVERE.ordinal() + 1 + random.nextInt(conditions - 1)) % conditions;
    }

    private static int place(int machine, Condition condition) {
        return machine * Condition.values().length + condition.ordinal();
    }
}
