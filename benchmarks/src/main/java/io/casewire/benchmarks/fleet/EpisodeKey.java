package io.casewire.benchmarks.fleet;

import org.jspecify.annotations.Nullable;

/** What a Case says it is for: {@code <device>|<condition>|<readings topic>-<partition>-<offset>}. */
record EpisodeKey(String device, String condition, String topic, int partition, long offset) {

    /** @return null when the text has another shape */
    static @Nullable EpisodeKey parse(String text) {
        String[] parts = text.split("\\|", -1);
        if (parts.length != 3) {
            return null;
        }
        int offsetDash = parts[2].lastIndexOf('-');
        int partitionDash = offsetDash < 1 ? -1 : parts[2].lastIndexOf('-', offsetDash - 1);
        if (partitionDash < 1) {
            return null;
        }
        try {
            return new EpisodeKey(
                    parts[0],
                    parts[1],
                    parts[2].substring(0, partitionDash),
                    Integer.parseInt(parts[2].substring(partitionDash + 1, offsetDash)),
                    Long.parseLong(parts[2].substring(offsetDash + 1)));
        } catch (NumberFormatException anotherShape) {
            return null;
        }
    }

    /** Device and condition: what at most one episode is open for. */
    String subject() {
        return device + "|" + condition;
    }
}
