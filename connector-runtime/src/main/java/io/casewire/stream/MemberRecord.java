package io.casewire.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.casewire.episodes.MemberChange;
import io.casewire.episodes.RollUps;
import io.casewire.model.Severity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Another entry of {@code casewire.device-events}, under the key of a device's parent: what it is to know of the device.
 *
 * @param at epoch milliseconds
 * @param since epoch milliseconds
 * @param over epoch milliseconds, or null
 * @see MemberChange
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder(alphabetic = true)
record MemberRecord(
        int version,
        String parent,
        String condition,
        String device,
        String name,
        String episode,
        long at,
        int revision,
        String severity,
        long since,
        @Nullable Long over) {

    /** The version written today. */
    static final int VERSION = 1;

    static byte[] bytes(MemberChange change) {
        RollUps.Line line = change.line();
        Instant over = line.over();
        return Json.bytes(new MemberRecord(
                VERSION,
                change.parent(),
                change.condition(),
                line.device(),
                line.name(),
                line.episode(),
                line.at().toEpochMilli(),
                line.revision(),
                line.severity().label(),
                line.since().toEpochMilli(),
                over == null ? null : over.toEpochMilli()));
    }

    static MemberChange read(byte[] value) {
        MemberRecord record = Json.read(value, MemberRecord.class);
        RollUps.Line line = new RollUps.Line(
                record.device,
                record.name,
                record.episode,
                Instant.ofEpochMilli(record.at),
                record.revision,
                Severity.of(record.severity),
                Instant.ofEpochMilli(record.since),
                record.over == null ? null : Instant.ofEpochMilli(record.over));
        return new MemberChange(record.parent, record.condition, line);
    }

    /** Whether it is what a decision writes under a key; what Jackson read may not be. */
    static boolean isSound(String key, byte[] value) {
        MemberRecord record = Json.read(value, MemberRecord.class);
        return key.equals(record.parent)
                && record.condition != null
                && record.device != null
                && record.name != null
                && record.episode != null
                && record.severity != null;
    }

    @Override
    public String toString() {
        return "MemberRecord[" + condition + "]";
    }
}
