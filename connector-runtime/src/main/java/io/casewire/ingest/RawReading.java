package io.casewire.ingest;

import io.casewire.model.ReadingId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A reading as it stands in the readings topic.
 *
 * @param receivedAt when Kafka appended it: the clock of its partition
 */
public record RawReading(
        ReadingId id,
        String device,
        String format,
        String source,
        String topic,
        Instant receivedAt,
        boolean retained,
        @Nullable String messageId,
        byte[] payload) {

    /** A reading that was admitted, as it stands there once it was appended. @param at when */
    public static RawReading of(ReadingId id, Arrival arrival, Admitted admitted, Instant at) {
        return new RawReading(
                id,
                admitted.device(),
                admitted.format(),
                arrival.source(),
                arrival.topic(),
                at,
                arrival.retained(),
                admitted.messageId(),
                admitted.payload());
    }

    @Override
    public String toString() {
        return "RawReading[" + id + "]";
    }
}
