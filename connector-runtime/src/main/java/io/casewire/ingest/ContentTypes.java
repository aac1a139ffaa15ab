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

/** What {@code contentType} of a format may say: JSON and CBOR, which the log holds as they come, and what a decoder makes JSON of. */
public final class ContentTypes {
    static final String JSON = "json";
    static final String CBOR = "cbor";

    /** What fails to load fails at the start, and not with the first message. */
    private static final SortedMap<String, PayloadDecoder> DECODERS = decoders();

    private ContentTypes() {}

    /** All of them, in order. */
    public static Set<String> all() {
        Set<String> all = new TreeSet<>(DECODERS.keySet());
        all.addAll(List.of(JSON, CBOR));
        return Collections.unmodifiableSet(all);
    }

    /** Whether a message is decoded when it comes in, and kept as JSON. */
    static boolean isDecoded(String contentType) {
        return DECODERS.containsKey(contentType);
    }

    /**
     * A message as a device sent it.
     *
     * @throws IOException when the bytes are not of this content type
     */
    static JsonNode decode(String contentType, byte[] payload) throws IOException {
        PayloadDecoder decoder = DECODERS.get(contentType);
        if (decoder == null) {
            return Payloads.read(contentType, payload);
        }
        try {
            return decoder.decode(payload);
        } catch (RuntimeException e) {
            // A plug-in's mistake is the message's fault, as far as the other messages are concerned.
            throw new IOException("the decoder of " + contentType + " failed", e);
        }
    }

    private static SortedMap<String, PayloadDecoder> decoders() {
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
