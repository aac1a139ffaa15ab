package io.casewire.routes;

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

    /** @return null when the id cannot be a level of a topic */
    @Nullable
    String of(String device) {
        boolean fits = !device.isEmpty() && device.chars().noneMatch(c -> c == '/' || c == '+' || c == '#' || c == 0);
        return fits ? commands.replace(DEVICE, device) : null;
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
