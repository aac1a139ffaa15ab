package io.casewire.ingest;

import io.casewire.model.DataClass;
import io.casewire.model.SourceFile;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one kind of telemetry looks on the wire, as a file under {@code mappings/formats/} declares it.
 *
 * @param domain the rule folder its readings are decided by
 * @param purposes the purposes its readings may serve
 * @param contentType how messages are written, one of {@link ContentTypes}
 * @param sources the topics it is taken from
 * @param split where the message holds several readings, or null
 * @param eventTime where the message says when it was measured; null means when it was received
 * @param messageId where the device numbers its messages; null means event time and content tell duplicates
 * @param decidesOnRetained whether a retained message may open episodes
 * @param maxPerMinute readings of one device within a minute of event time; one that says more is put into quarantine
 */
public record Format(
        String name,
        SourceFile file,
        String domain,
        List<String> purposes,
        String contentType,
        List<TopicPattern> sources,
        DevicePlace device,
        @Nullable Split split,
        @Nullable TimePlace eventTime,
        @Nullable String messageId,
        boolean decidesOnRetained,
        Duration maxAhead,
        Duration maxBehind,
        int maxPerMinute,
        List<Field> fields) {

    /** What a device is decided by that said nothing itself, but those below it. */
    public static Format ofNoReading(String domain, String purpose) {
        return withoutTopic("", SourceFile.of(""), domain, purpose, null, Duration.ZERO, List.of());
    }

    /** Of what no device says itself. @param clock how far a time may be ahead or behind */
    static Format withoutTopic(
            String name,
            SourceFile file,
            String domain,
            String purpose,
            @Nullable TimePlace eventTime,
            Duration clock,
            List<Field> fields) {
        return new Format(
                name,
                file,
                domain,
                List.of(purpose),
                ContentTypes.JSON,
                List.of(),
                new DevicePlace(DevicePlace.Kind.KEY, "", null),
                null,
                eventTime,
                null,
                false,
                clock,
                clock,
                Integer.MAX_VALUE,
                fields);
    }

    /** What a field says of a person; technical for one that is not declared. */
    public DataClass dataClass(String field) {
        for (Field declared : fields) {
            if (declared.name().equals(field)) {
                return declared.dataClass();
            }
        }
        return DataClass.TECHNICAL;
    }

    /** Whether devices themselves speak so, and not those that hear them together. */
    public boolean isOfDevices() {
        return !sources.isEmpty();
    }

    /** The first topic it is taken from, for a device that its topic names. */
    public String topicOf(String deviceId) {
        return sources.get(0).toString().replace("{" + device.name() + "}", deviceId);
    }

    /** What a field holds. */
    public enum FieldType {
        NUMBER,
        TEXT,
        BOOLEAN
    }

    /** How an event time is written. */
    public enum TimeUnit {
        ISO,
        MILLISECONDS,
        SECONDS
    }

    /** Where the event time stands. */
    public record TimePlace(String path, TimeUnit unit) {}

    /**
     * Where one message holds several readings.
     *
     * @param path the array, or the object whose names are device ids; empty for the whole message
     * @param carry fields of the message that every part inherits
     */
    public record Split(String path, List<String> carry) {}

    /**
     * Where the device id stands.
     *
     * @param column the column of a recording that holds it, for replay
     */
    public record DevicePlace(Kind kind, String name, @Nullable String column) {

        /** The places a device id can be in. */
        public enum Kind {
            TOPIC,
            USER_PROPERTY,
            KEY,
            HEADER,
            PATH,
            SPLIT_NAME
        }
    }

    /**
     * One value of a reading.
     *
     * @param path dotted path in the payload
     * @param min lowest plausible number, inclusive, or null
     * @param max highest plausible number, inclusive, or null
     * @param dataClass what it says of a person
     * @param column the column of a recording that holds it, for replay
     */
    public record Field(
            String name,
            String path,
            FieldType type,
            @Nullable String unit,
            @Nullable Double min,
            @Nullable Double max,
            boolean required,
            DataClass dataClass,
            @Nullable String column) {}
}
