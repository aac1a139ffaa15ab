package io.casewire.localorg.pubsub;

import java.math.BigInteger;
import java.util.Locale;

/** A set of schema fields as change events write it: {@code 0x} and hexadecimal digits, bit 0 for the first field. */
final class Bitmap {
    private BigInteger bits = BigInteger.ZERO;

    void set(int field) {
        bits = bits.setBit(field);
    }

    boolean isEmpty() {
        return bits.signum() == 0;
    }

    /** In upper case and with an even number of digits: some clients read bytes, and some know no other letters. */
    @Override
    public String toString() {
        String digits = bits.toString(16).toUpperCase(Locale.ROOT);
        return "0x" + (digits.length() % 2 == 0 ? digits : "0" + digits);
    }
}
