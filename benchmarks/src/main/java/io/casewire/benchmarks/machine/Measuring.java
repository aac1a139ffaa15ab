package io.casewire.benchmarks.machine;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Makes measurements that violate no condition, or exactly one, each with a margin of some percent. */
public final class Measuring {
    private static final int MOST_NORMAL_WEAR = 200;
    private static final int WORN_OUT = 250;

    private Measuring() {}

    /**
     * @param wear any number; a normal tool is changed before it is worn
     * @param fault the one condition to violate, null for none
     */
    public static Measurement measure(ProductType type, int wear, @Nullable Condition fault, SplittableRandom random) {
        double air = tenths(random.nextDouble(298, 302));
        double process = tenths(air + random.nextDouble(9.5, 11));
        int speed = random.nextInt(1450, 1700);
        double torque = tenths(random.nextDouble(35, 45));
        int toolWear = Math.floorMod(wear, MOST_NORMAL_WEAR);
        if (fault == null) {
            return new Measurement(type, air, process, speed, torque, toolWear);
        }
        return switch (fault) {
            case HEAT_DISSIPATION ->
                new Measurement(
                        type,
                        air,
                        tenths(air + random.nextDouble(7.5, 8.2)),
                        random.nextInt(1250, 1340),
                        tenths(random.nextDouble(40, 45)),
                        toolWear);
            case POWER ->
                random.nextBoolean()
                        ? new Measurement(type, air, process, speed, tenths(random.nextDouble(12, 15)), toolWear)
                        : new Measurement(
                                type,
                                air,
                                process,
                                random.nextInt(1600, 1700),
                                tenths(random.nextDouble(58, 62)),
                                toolWear / 2);
            case OVERSTRAIN ->
                new Measurement(
                        type,
                        air,
                        process,
                        random.nextInt(1400, 1450),
                        tenths(type.mostOverstrain() * random.nextDouble(1.05, 1.08) / WORN_OUT),
                        WORN_OUT);
        };
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
