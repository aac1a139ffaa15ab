package io.casewire.stream;

/**
 * Everything of a person that Kafka keeps goes through here, so that it can be sealed in one place.
 *
 * <p>Today it passes through: whoever reads Kafka's disk reads the payloads. Encrypt that disk.
 */
public final class Sealed {
    private Sealed() {}

    public static byte[] seal(byte[] clear) {
        return clear;
    }

    public static byte[] open(byte[] sealed) {
        return sealed;
    }
}
