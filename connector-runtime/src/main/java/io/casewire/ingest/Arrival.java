package io.casewire.ingest;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as it came in, before anything is known of it.
 *
 * @param source the kind of connection: {@code mqtt}, {@code kafka}, {@code http}
 * @param properties MQTT user properties, or the record's or request's headers
 */
public record Arrival(
        String source,
        String topic,
        @Nullable String key,
        Map<String, String> properties,
        boolean retained,
        byte[] payload) {

    /** Names the place without the content: payloads never reach a log. */
    @Override
    public String toString() {
        return source + ":" + topic;
    }
}
