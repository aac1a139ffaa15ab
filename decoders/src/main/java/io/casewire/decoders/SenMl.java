package io.casewire.decoders;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * A pack of Sensor Measurement Lists (RFC 8428), resolved: base names, times and values are worked in, and the records of one time are one
 * element of an array, in the order of time.
 *
 * <pre>[{"time": 1760000000.0, "values": {"urn:dev:ow:10e2073a01080063:temperature": 21.5}}]</pre>
 *
 * <p>Times are seconds. Those below 2^28 are relative to now, which a decoder does not know: a pack that has them is refused. One without
 * any times is of now; its one element has none.
 */
final class SenMl {
    private static final double RELATIVE = 1 << 28;
    /** Each record may repeat a base name: a short message would become a very long one. */
    private static final int LONGEST_NAME = 256;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private String baseName = "";
    private double baseTime;
    private double baseValue;
    private double baseSum;
    private final Map<Double, ObjectNode> byTime = new TreeMap<>();

    private SenMl() {}

    /** @param labels how the pack calls its members, by RFC 8428's JSON labels */
    static JsonNode resolve(JsonNode pack, Map<String, String> labels) throws IOException {
        if (!pack.isArray() || pack.isEmpty()) {
            throw new IOException("a SenML pack is an array of records");
        }
        SenMl resolved = new SenMl();
        for (JsonNode record : pack) {
            if (!record.isObject()) {
                throw new IOException("a SenML record is an object");
            }
            resolved.take(record, labels);
        }
        return resolved.elements();
    }

    private void take(JsonNode record, Map<String, String> labels) throws IOException {
        baseName = record.path(labels.get("bn")).asText(baseName);
        baseTime = record.path(labels.get("bt")).asDouble(baseTime);
        baseValue = record.path(labels.get("bv")).asDouble(baseValue);
        baseSum = record.path(labels.get("bs")).asDouble(baseSum);
        String own = record.path(labels.get("n")).asText("");
        JsonNode value = value(record, labels);
        if (value.isMissingNode()) {
            return;
        }
        int length = baseName.length() + own.length();
        if (length == 0 || length > LONGEST_NAME) {
            throw new IOException("a SenML record's name has 1 to " + LONGEST_NAME + " characters");
        }
        double time = baseTime + record.path(labels.get("t")).asDouble(0);
        if (time != 0 && time < RELATIVE) {
            throw new IOException("times relative to now");
        }
        byTime.computeIfAbsent(time, at -> NODES.objectNode()).set(baseName + own, value);
    }

    private JsonNode value(JsonNode record, Map<String, String> labels) {
        JsonNode number = record.path(labels.get("v"));
        if (number.isNumber()) {
            return baseValue == 0 ? number : NODES.numberNode(baseValue + number.asDouble());
        }
        JsonNode sum = record.path(labels.get("s"));
        JsonNode other = record.path(labels.get("vb")).isMissingNode()
                ? record.path(labels.get("vs"))
                : record.path(labels.get("vb"));
        return other.isMissingNode() && sum.isNumber() ? NODES.numberNode(baseSum + sum.asDouble()) : other;
    }

    private ArrayNode elements() throws IOException {
        if (byTime.isEmpty()) {
            throw new IOException("a SenML pack without values");
        }
        if (byTime.containsKey(0.0) && byTime.size() > 1) {
            throw new IOException("times relative to now");
        }
        ArrayNode elements = NODES.arrayNode();
        byTime.forEach((time, values) -> {
            ObjectNode element = NODES.objectNode();
            if (time != 0) {
                element.put("time", time);
            }
            elements.add(element.set("values", values));
        });
        return elements;
    }
}
