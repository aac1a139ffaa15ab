package io.casewire.consent;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Words that stand for values: the same word for the same value, purpose and key, and no way back without the key.
 *
 * <p>Keyed, because a hash alone is undone by trying all badge numbers; another word per purpose, so that what two purposes
 * know cannot be put together. Which key counts is a question of the reading's time and not of today, so a reading decided
 * again gets the same word. Once a key is thrown away, nobody can link its words to a value any more.
 */
public final class Pseudonyms {
    /** Without any key nothing has a pseudonym. */
    public static final Pseudonyms NONE = new Pseudonyms(Map.of());

    private static final String ALGORITHM = "HmacSHA256";
    /** 96 bits: no two of a billion values share a word. */
    private static final int BYTES = 12;

    private final TreeMap<Instant, byte[]> keys = new TreeMap<>();

    /** @param secrets each from the time of the first reading it is for */
    public Pseudonyms(Map<Instant, String> secrets) {
        secrets.forEach((from, secret) -> keys.put(from, secret.getBytes(StandardCharsets.UTF_8)));
    }

    /** @return null when no key is for that time */
    @Nullable
    String of(String value, String purpose, Instant eventTime) {
        Map.Entry<Instant, byte[]> key = keys.floorEntry(eventTime);
        if (key == null) {
            return null;
        }
        byte[] ofPurpose = mac(key.getValue(), purpose);
        byte[] whole = mac(ofPurpose, value);
        byte[] word = new byte[BYTES];
        System.arraycopy(whole, 0, word, 0, BYTES);
        return "p-" + Base64.getUrlEncoder().withoutPadding().encodeToString(word);
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "Pseudonyms[" + keys.size() + " keys]";
    }
}
