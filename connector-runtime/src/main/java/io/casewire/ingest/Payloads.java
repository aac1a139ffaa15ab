package io.casewire.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.util.Set;

/** Reads and writes payloads as the log holds them, in CBOR where a format says so and else in JSON; strictly: nothing may follow the value. */
public final class Payloads {
    private static final ObjectMapper JSON = JsonMapper.builder(
                    // The same numbers to the last bit, in half the time.
                    JsonFactory.builder()
                            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                            .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final ObjectMapper CBOR = new CBORMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** For a part of a payload, after which more follows. */
    private static final ObjectReader TREES = new ObjectMapper().readerFor(JsonNode.class);

    private Payloads() {}

    /** @throws IOException when the bytes are not of this content type */
    public static JsonNode read(String contentType, byte[] payload) throws IOException {
        JsonNode node = mapper(contentType).readTree(payload);
        if (node == null || node.isMissingNode()) {
            throw new IOException("empty payload");
        }
        return node;
    }

    /**
     * The same with no more than some members of a JSON object: what nobody asks for is read and not made. CBOR is read whole, because
     * skipping a text there does not look at it.
     *
     * @param members names on the first level; none for all
     * @throws IOException when the bytes are not of this content type
     */
    public static JsonNode read(String contentType, byte[] payload, Set<String> members) throws IOException {
        if (contentType.equals(ContentTypes.CBOR) || members.isEmpty()) {
            return read(contentType, payload);
        }
        try (JsonParser parser = JSON.createParser(payload)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return read(contentType, payload);
            }
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (members.contains(name)) {
                    node.set(name, value(parser));
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw new IOException("something follows the value");
            }
            return node;
        }
    }

    /** The value a parser stands on; texts and numbers, of which there are most, without the ado of a whole document. */
    private static JsonNode value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> TextNode.valueOf(parser.getText());
            case VALUE_NUMBER_FLOAT -> DoubleNode.valueOf(parser.getDoubleValue());
            case VALUE_NUMBER_INT -> whole(parser);
            default -> TREES.readTree(parser);
        };
    }

    private static JsonNode whole(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> IntNode.valueOf(parser.getIntValue());
            case LONG -> LongNode.valueOf(parser.getLongValue());
            default -> BigIntegerNode.valueOf(parser.getBigIntegerValue());
        };
    }

    public static byte[] write(String contentType, JsonNode node) {
        try {
            return mapper(contentType).writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that was read can be written", e);
        }
    }

    /** Follows a dotted path; a missing node where it leads nowhere. */
    public static JsonNode at(JsonNode root, String path) {
        if (path.isEmpty()) {
            return root;
        }
        JsonNode node = root;
        int from = 0;
        while (from <= path.length() && !node.isMissingNode()) {
            int dot = path.indexOf('.', from);
            String name = dot < 0 ? path.substring(from) : path.substring(from, dot);
            node = node.isObject() ? node.path(name) : MissingNode.getInstance();
            if (dot < 0) {
                break;
            }
            from = dot + 1;
        }
        return node;
    }

    private static ObjectMapper mapper(String contentType) {
        return contentType.equals(ContentTypes.CBOR) ? CBOR : JSON;
    }
}
