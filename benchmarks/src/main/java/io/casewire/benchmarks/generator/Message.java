package io.casewire.benchmarks.generator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What a device says.
 *
 * @param arrives when the broker has it
 * @param happened the event time
 */
public record Message(String device, String topic, Instant arrives, Instant happened, ObjectNode payload) {
    private static final DateTimeFormatter RECEIVED = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSSZ", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** The line that {@code mosquitto_sub -F %j} writes of it. */
    public String recorded() {
        return recorded(arrives, topic, payload.toString());
    }

    /** The line that {@code mosquitto_sub -F %j} writes of a message whose payload is a text. */
    public static String recorded(Instant arrives, String topic, String text) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("tst", RECEIVED.format(arrives))
                .put("topic", topic)
                .put("qos", 1)
                .put("retain", 0)
                .put("payloadlen", text.length())
                .put("payload", text)
                .toString();
    }
}
