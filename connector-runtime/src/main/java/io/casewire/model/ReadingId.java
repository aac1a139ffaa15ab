package io.casewire.model;

/**
 * Names one reading for good: where it stands in the readings topic.
 *
 * <p>A device's own message id serves only to recognise duplicates; it is never used as a key, because devices repeat
 * and reset theirs.
 */
public record ReadingId(String topic, int partition, long offset) {

    @Override
    public String toString() {
        return topic + "-" + partition + "-" + offset;
    }

    /** Reads what {@link #toString()} wrote. @throws IllegalArgumentException when the text has another shape */
    public static ReadingId parse(String text) {
        int offsetDash = text.lastIndexOf('-');
        int partitionDash = offsetDash < 1 ? -1 : text.lastIndexOf('-', offsetDash - 1);
        try {
            if (partitionDash > 0) {
                return new ReadingId(
                        text.substring(0, partitionDash),
                        Integer.parseInt(text.substring(partitionDash + 1, offsetDash)),
                        Long.parseLong(text.substring(offsetDash + 1)));
            }
        } catch (NumberFormatException notAReadingId) {
            // falls through to the one message for every wrong shape
        }
        throw new IllegalArgumentException("not a reading id: expected <topic>-<partition>-<offset>");
    }
}
