package io.casewire.benchmarks.machine;

import java.util.SplittableRandom;

/** How the machines of the fleet are called, and what each is by its number. */
public final class Devices {
    private static final String PREFIX = "press-";

    private Devices() {}

    /** @param number from 1 */
    public static String id(int number) {
        return PREFIX + number;
    }

    /** Number of the machine, or 0 when the id is of no machine of this fleet. */
    public static int number(String id, int devices) {
        if (!id.startsWith(PREFIX) || id.length() > PREFIX.length() + 9) {
            return 0;
        }
        try {
            int number = Integer.parseInt(id.substring(PREFIX.length()));
            return number <= devices && id(number).equals(id) ? number : 0;
        } catch (NumberFormatException notOurs) {
            return 0;
        }
    }

    public static ProductType type(int number, long seed) {
        int share = new SplittableRandom(seed * 31 + number).nextInt(10);
        return share < 6 ? ProductType.L : share < 9 ? ProductType.M : ProductType.H;
    }

    /** Every fifth machine belongs to a person, the others to an organisation. */
    public static boolean ownedByPerson(int number) {
        return number % 5 == 0;
    }
}
