package io.casewire.quality;

import io.casewire.ingest.Format;
import io.casewire.model.ReadingId;
import java.time.Instant;
import java.util.Map;

/**
 * A reading whose values are what its format declares.
 *
 * @param late whether a reading with a later event time was seen before
 * @param values field name to Double, String or Boolean; a missing field is absent
 */
public record CleanReading(
        ReadingId id,
        String device,
        String source,
        Format format,
        Instant eventTime,
        Instant receivedAt,
        boolean retained,
        boolean late,
        Map<String, Object> values) {

    CleanReading asLate() {
        return new CleanReading(id, device, source, format, eventTime, receivedAt, retained, true, values);
    }

    @Override
    public String toString() {
        return "CleanReading[" + id + "]";
    }
}
