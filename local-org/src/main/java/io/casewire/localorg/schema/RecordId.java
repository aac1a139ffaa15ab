package io.casewire.localorg.schema;

import org.jspecify.annotations.Nullable;

/**
 * Record ids: 15 case-sensitive characters, the first three naming the object, and a checksum of three characters that
 * makes them safe where case is lost.
 */
public final class RecordId {
    private static final String CHECKSUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int NUMBER_LENGTH = 9;

    private RecordId() {}

    /** The id of the n-th record of an object; {@code instance} is the three characters that tell orgs apart. */
    public static String of(String keyPrefix, String instance, long number) {
        char[] digits = new char[NUMBER_LENGTH];
        long rest = number;
        for (int i = NUMBER_LENGTH - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
        return withChecksum(keyPrefix + instance + new String(digits));
    }

    /** The number an id was made from. */
    public static long number(String id) {
        long number = 0;
        for (int i = 6; i < 15; i++) {
            number = number * DIGITS.length() + DIGITS.indexOf(id.charAt(i));
        }
        return number;
    }

    /** The 18-character form of an id of 15 or 18 characters, or null when the text is no id. */
    public static @Nullable String normalize(String text) {
        if ((text.length() != 15 && text.length() != 18) || !isAlphanumeric(text)) {
            return null;
        }
        if (text.length() == 15) {
            return withChecksum(text);
        }
        return withChecksum(text.substring(0, 15)).equals(text) ? text : repairCase(text);
    }

    private static String withChecksum(String id15) {
        StringBuilder id = new StringBuilder(id15);
        for (int chunk = 0; chunk < 3; chunk++) {
            int bits = 0;
            for (int i = 0; i < 5; i++) {
                if (Character.isUpperCase(id15.charAt(chunk * 5 + i))) {
                    bits |= 1 << i;
                }
            }
            id.append(CHECKSUM.charAt(bits));
        }
        return id.toString();
    }

    /** The checksum says which letters are capitals, so an id whose case was lost can be read. */
    private static @Nullable String repairCase(String id18) {
        StringBuilder id = new StringBuilder(15);
        for (int i = 0; i < 15; i++) {
            int bits = CHECKSUM.indexOf(Character.toUpperCase(id18.charAt(15 + i / 5)));
            if (bits < 0) {
                return null;
            }
            boolean upper = (bits >> (i % 5) & 1) == 1;
            char c = id18.charAt(i);
            id.append(upper ? Character.toUpperCase(c) : Character.toLowerCase(c));
        }
        String repaired = withChecksum(id.toString());
        return repaired.equalsIgnoreCase(id18) ? repaired : null;
    }

    private static boolean isAlphanumeric(String text) {
        return text.chars().allMatch(c -> DIGITS.indexOf(c) >= 0);
    }
}
