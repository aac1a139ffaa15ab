package io.casewire.routes;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where devices listen, and where they answer.
 *
 * @param commands an MQTT topic with {@code {device}} as one of its levels
 * @param replies an MQTT topic filter with one {@code +}, which stands for the device; empty when nobody answers
 */
public record CommandTopics(String commands, String replies) {
    private static final String DEVICE = "{device}";
    private static final String ANY = "+";
    /** Bytes, as MQTT has it. */
    private static final int LONGEST = 65_535;

    /** @return null when the id cannot be a level of a topic, or the topic would be too long */
    @Nullable
    String of(String device) {
        boolean isLevel =
                !device.isEmpty() && device.chars().noneMatch(c -> c == '/' || c == '+' || c == '#' || c == 0);
        String topic = commands.replace(DEVICE, device);
        String reply = replies.replace(ANY, device);
        return isLevel && isShort(topic) && isShort(reply) ? topic : null;
    }

    private static boolean isShort(String topic) {
        return topic.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    }

    /** Where this device answers; null when nobody does. */
    @Nullable
    String replyOf(String device) {
        return replies.isEmpty() ? null : replies.replace(ANY, device);
    }

    /** Who answered; empty when the topic is another. */
    String deviceOf(String topic) {
        String[] levels = topic.split("/", -1);
        String[] filter = replies.split("/", -1);
        for (int i = 0; i < Math.min(levels.length, filter.length); i++) {
            if (filter[i].equals(ANY)) {
                return levels[i];
            }
        }
        return "";
    }
}
