package io.casewire.localorg.soql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Records and values as JSON. */
public final class RecordJson {
    private static final DateTimeFormatter DATETIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private RecordJson() {}

    /** A record with nothing but its {@code attributes}: the object's name and, when it has one, its address. */
    public static ObjectNode record(String objectName, String apiVersion, @Nullable String id) {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        ObjectNode attributes = record.putObject("attributes").put("type", objectName);
        if (id != null) {
            attributes.put("url", "/services/data/" + apiVersion + "/sobjects/" + objectName + "/" + id);
        }
        return record;
    }

    public static JsonNode value(@Nullable Object value) {
        if (value == null) {
            return NullNode.getInstance();
        } else if (value instanceof Boolean bool) {
            return BooleanNode.valueOf(bool);
        } else if (value instanceof Integer number) {
            return IntNode.valueOf(number);
        } else if (value instanceof Double || value instanceof BigDecimal) {
            return DoubleNode.valueOf(((Number) value).doubleValue());
        } else if (value instanceof Instant time) {
            return TextNode.valueOf(DATETIME.format(time));
        }
        return TextNode.valueOf(value.toString());
    }
}
