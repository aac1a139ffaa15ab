package io.casewire.ingest;

import org.jspecify.annotations.Nullable;

/**
 * One reading on its way into the readings topic.
 *
 * @param messageId what the device calls it, with the index of the part where a message was split; null if unnumbered
 */
public record Admitted(String device, String format, @Nullable String messageId, byte[] payload) {

    @Override
    public String toString() {
        return "Admitted[" + format + "]";
    }
}
