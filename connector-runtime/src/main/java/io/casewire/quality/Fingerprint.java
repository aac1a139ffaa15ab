package io.casewire.quality;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * 64 bits that tell two messages of one device apart.
 *
 * <p>With 32 remembered messages the chance that a new one collides is below 2 in 10^18, so no second check is made.
 */
final class Fingerprint {
    private Fingerprint() {}

    static long of(@Nullable String messageId, Instant eventTime, byte[] payload) {
        long start = messageId == null ? eventTime.toEpochMilli() : 0x5bd1e9955bd1e995L;
        return hash(start, messageId == null ? payload : messageId.getBytes(StandardCharsets.UTF_8));
    }

    /** FNV-1a over eight bytes at a time, finished with the mixer of SplitMix64. */
    private static long hash(long seed, byte[] bytes) {
        long hash = 0xcbf29ce484222325L ^ seed;
        int i = 0;
        for (; i + 8 <= bytes.length; i += 8) {
            hash = (hash ^ word(bytes, i)) * 0x100000001b3L;
            hash ^= hash >>> 32;
        }
        for (; i < bytes.length; i++) {
            hash = (hash ^ (bytes[i] & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }

    private static long word(byte[] bytes, int at) {
        long word = 0;
        for (int i = 0; i < 8; i++) {
            word = (word << 8) | (bytes[at + i] & 0xff);
        }
        return word;
    }
}
