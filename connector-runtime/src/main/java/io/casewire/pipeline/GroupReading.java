package io.casewire.pipeline;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.ingest.Group;
import io.casewire.model.ReadingId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/**
 * What a device said, as a virtual device hears it.
 *
 * @param device the virtual one
 * @param format the group's
 * @param of the reading it was
 * @param source through which that came
 * @param values those that the group's purpose may see, as it may see them
 */
public record GroupReading(
        String device, String format, ReadingId of, String source, Instant eventTime, Map<String, Object> values) {

    /** A JSON object, as the group's format declares it. */
    public byte[] payload() {
        ObjectNode payload = JsonNodeFactory.instance.objectNode().put(Group.TIME, eventTime.toEpochMilli());
        ObjectNode node = payload.putObject(Group.VALUES);
        values.forEach((name, value) -> {
            if (value instanceof Boolean flag) {
                node.put(name, flag);
            } else if (value instanceof Double number) {
                node.put(name, number);
            }
        });
        return payload.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "GroupReading[" + of + "]";
    }
}
