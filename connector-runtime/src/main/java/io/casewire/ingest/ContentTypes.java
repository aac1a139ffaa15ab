package io.casewire.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What {@code contentType} of a format may say: JSON and CBOR, which the log holds as they come, and what a decoder makes JSON of. */
public final class ContentTypes {
    static final String JSON = "json";
    static final String CBOR = "cbor";

    private static volatile @Nullable SortedMap<String, PayloadDecoder> known;

    private ContentTypes() {}

    /** All of them, in order. */
    public static Set<String> all() {
        Set<String> all = new TreeSet<>(decoders().keySet());
        all.addAll(List.of(JSON, CBOR));
        return Collections.unmodifiableSet(all);
    }

    /** Whether a message is decoded when it comes in, and kept as JSON. */
    static boolean isDecoded(String contentType) {
        return decoders().containsKey(contentType);
    }

    /**
     * A message as a device sent it.
     *
     * @throws IOException when the bytes are not of this content type
     */
    static JsonNode decode(String contentType, byte[] payload) throws IOException {
        PayloadDecoder decoder = decoders().get(contentType);
        if (decoder == null) {
            return Payloads.read(contentType, payload);
        }
        try {
            JsonNode decoded = decoder.decode(payload);
            if (decoded == null) {
                throw new IOException("the decoder of " + contentType + " made nothing of it");
            }
            return decoded;
        } catch (RuntimeException e) {
            // A plug-in's mistake is the message's fault, as far as the other messages are concerned.
            throw new IOException("the decoder of " + contentType + " failed", e);
        }
    }

    /**
     * Content asks for them before the first message comes.
     *
     * @throws IllegalStateException when two are for the same
     */
    private static SortedMap<String, PayloadDecoder> decoders() {
        // Asked for every message, so without a lock; what two threads load is the same.
        SortedMap<String, PayloadDecoder> decoders = known;
        if (decoders == null) {
            decoders = load();
            known = decoders;
        }
        return decoders;
    }

    private static SortedMap<String, PayloadDecoder> load() {
        PayloadDecoder csv = new CsvDecoder();
        SortedMap<String, PayloadDecoder> decoders = new TreeMap<>(Map.of(csv.contentType(), csv));
        for (PayloadDecoder decoder : ServiceLoader.load(PayloadDecoder.class)) {
            PayloadDecoder other = decoders.put(decoder.contentType(), decoder);
            if (other != null
                    || decoder.contentType().equals(JSON)
                    || decoder.contentType().equals(CBOR)) {
                throw new IllegalStateException("two decoders of '" + decoder.contentType() + "': "
                        + decoder.getClass().getName() + " is one too many");
            }
        }
        return decoders;
    }
}
