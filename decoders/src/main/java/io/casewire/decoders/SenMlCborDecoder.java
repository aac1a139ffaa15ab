package io.casewire.decoders;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.casewire.ingest.PayloadDecoder;
import java.io.IOException;
import java.util.Map;

/** {@code contentType: senml-cbor}: see {@link SenMl}. Its labels are the integers of RFC 8428, table 6, which Jackson reads as text. */
public final class SenMlCborDecoder implements PayloadDecoder {
    private static final ObjectMapper CBOR = new CBORMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Map<String, String> LABELS = Map.of(
            "bn", "-2", "bt", "-3", "bv", "-5", "bs", "-6", "n", "0", "t", "6", "v", "2", "vb", "4", "vs", "3", "s",
            "5");

    @Override
    public String contentType() {
        return "senml-cbor";
    }

    @Override
    public JsonNode decode(byte[] payload) throws IOException {
        return SenMl.resolve(CBOR.readTree(payload), LABELS);
    }
}
