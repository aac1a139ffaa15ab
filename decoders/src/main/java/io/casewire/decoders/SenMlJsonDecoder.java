package io.casewire.decoders;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.ingest.PayloadDecoder;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code contentType: senml-json}: see {@link SenMl}. */
public final class SenMlJsonDecoder implements PayloadDecoder {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Map<String, String> LABELS = Stream.of("bn", "bt", "bv", "bs", "n", "t", "v", "vb", "vs", "s")
            .collect(Collectors.toMap(Function.identity(), Function.identity()));

    @Override
    public String contentType() {
        return "senml-json";
    }

    @Override
    public JsonNode decode(byte[] payload) throws IOException {
        return SenMl.resolve(JSON.readTree(payload), LABELS);
    }
}
