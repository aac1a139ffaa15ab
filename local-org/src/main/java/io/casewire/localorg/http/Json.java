package io.casewire.localorg.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** JSON bodies. */
public final class Json {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** The JSON object of a body; anything else is JSON_PARSER_ERROR. */
    public static ObjectNode parseObject(byte[] body) {
        try {
            if (body.length > 0 && MAPPER.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw new ApiException(StatusCode.JSON_PARSER_ERROR, problem(e));
        }
        throw new ApiException(StatusCode.JSON_PARSER_ERROR, "The HTTP entity body is required to be a JSON object");
    }

    private static String problem(IOException e) {
        return e instanceof JsonProcessingException json
                ? json.getOriginalMessage()
                        + (json.getLocation() == null
                                ? ""
                                : " at [" + json.getLocation().getLineNr() + ","
                                        + json.getLocation().getColumnNr() + "]")
                : "The HTTP entity body cannot be read";
    }

    public static HttpResponse response(int status, JsonNode body) {
        return new HttpResponse(status, Map.of("Content-Type", "application/json;charset=UTF-8"), bytes(body));
    }

    public static HttpResponse noContent() {
        return new HttpResponse(204, Map.of(), new byte[0]);
    }

    public static byte[] bytes(JsonNode json) {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
