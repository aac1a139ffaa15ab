package io.casewire.benchmarks.load;

import io.casewire.benchmarks.machine.Condition;
import io.casewire.benchmarks.machine.Devices;
import io.casewire.benchmarks.machine.Measuring;
import io.casewire.benchmarks.machine.Payload;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Readings for throughput: machines take turns, and of every hundred readings {@code opening} begin an episode.
 *
 * <p>In a hundred rounds every machine has at most one fault of {@value #FAULTY_READINGS} readings for each percent, so no
 * episode continues an earlier one.
 */
public final class Readings {
    static final int FAULTY_READINGS = 3;
    private static final int ROUNDS = 100;

    private final int devices;
    private final int opening;
    private final IntFunction<Instant> times;
    private final Payload payload;
    private final SplittableRandom random = new SplittableRandom(1);

    /**
     * @param opening percent of the readings that open an episode, 0 or 1
     * @param times event time of each round, asked for in their order
     */
    public Readings(String run, int devices, int opening, IntFunction<Instant> times) {
        if (opening != 0 && opening != 1) {
            throw new IllegalArgumentException("opening is 0 or 1 percent, not " + opening);
        }
        this.devices = devices;
        this.opening = opening;
        this.times = times;
        this.payload = new Payload(run);
    }

    public int device(int seq) {
        return seq % devices + 1;
    }

    public byte[] payload(int seq) {
        int device = device(seq);
        int round = seq / devices;
        return payload.encode(
                seq,
                times.apply(round),
                Measuring.measure(Devices.type(device, 1), round + device, fault(device, round), random));
    }

    /** What is wrong with the machine in this round. */
    @Nullable
    Condition fault(int device, int round) {
        if (opening == 0) {
            return null;
        }
        int since = Math.floorMod(round - device, ROUNDS);
        boolean begun = since <= round;
        Condition[] all = Condition.values();
        return since < FAULTY_READINGS && begun ? all[(device / ROUNDS) % all.length] : null;
    }
}
