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
 * The plan of a run: reading {@code i} is due at start + i / rate, machines take turns, and the same seed gives the same
 * readings.
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
    private static final int QUIET_READINGS = 5;
    private static final int SHORTEST_FAULT = 3;
    private static final int LONGEST_FAULT = 8;

    private final Fleet fleet;
    private final double rate;
    private final Instant start;
    private final double faultChance;
    private final SplittableRandom random;
    private final ProductType[] types;
    private final int[] remaining;
    private final int[] quiet;
    private final @Nullable Condition[] fault;
    private final long[] freeFrom;
    private int nextSeq;

    /** @param episodesPerMinute of the whole fleet, on average, as long as enough machines are rested */
    record Fleet(int devices, long seed, double episodesPerMinute) {
        Fleet {
            if (devices < 1) {
                throw new IllegalArgumentException("a fleet has at least one device, not " + devices);
            }
        }
    }

    /** @param rate readings per second */
    Schedule(Fleet fleet, double rate, Instant start) {
        if (!(rate > 0)) {
            throw new IllegalArgumentException("the rate must be positive: " + rate);
        }
        this.fleet = fleet;
        this.rate = rate;
        this.start = start;
        this.faultChance = fleet.episodesPerMinute() / 60 / rate;
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
        return start.plusNanos(Math.round(nextSeq / rate * 1e9)).truncatedTo(ChronoUnit.MILLIS);
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
        int first = random.nextInt(all.length);
        for (int i = 0; i < all.length; i++) {
            Condition condition = all[(first + i) % all.length];
            if (freeFrom[place(machine, condition)] <= at.toEpochMilli()) {
                return condition;
            }
        }
        return null;
    }

    private static int place(int machine, Condition condition) {
        return machine * Condition.values().length + condition.ordinal();
    }
}
