package io.casewire.stream;

import io.casewire.ingest.Admitted;
import io.casewire.ingest.Arrival;
import io.casewire.ingest.RawReading;
import io.casewire.model.ReadingId;
import io.casewire.pipeline.GroupReading;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** A reading, or an activation of content or of a brake, as a record of the readings topic: everything but the payload is a header. */
public final class ReadingRecord {
    /** Version of the envelope: the headers named here. */
    static final String VERSION = "1";

    static final String VERSION_HEADER = "casewire-version";
    static final String ACTIVATION_HEADER = "casewire-activation";
    /** In place of a hash: not content is activated, but a {@code Brake}. */
    static final String BRAKE = "brake";
    /** Likewise: people changed the Case of one of the device's episodes, as a {@code DeviceEventRecord} says. */
    static final String CASE_CHANGE = "case-change";
    /** Likewise: something became otherwise with a device below this one, as a {@code MemberRecord} says. */
    static final String MEMBER = "member";

    private static final Set<String> NO_CONTENT = Set.of(BRAKE, CASE_CHANGE, MEMBER);

    private static final String FORMAT = "casewire-format";
    private static final String SOURCE = "casewire-source";
    private static final String TOPIC = "casewire-topic";
    static final String RETAINED = "casewire-retained";
    private static final String MESSAGE_ID = "casewire-message-id";

    /** What virtual devices hear has it. */
    private static final String GROUP = "casewire-group";

    private ReadingRecord() {}

    /** The headers of a reading on its way in. */
    public static Map<String, String> headers(Arrival arrival, Admitted admitted) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(VERSION_HEADER, VERSION);
        headers.put(FORMAT, admitted.format());
        headers.put(SOURCE, arrival.source());
        headers.put(TOPIC, arrival.topic());
        if (arrival.retained()) {
            headers.put(RETAINED, "true");
        }
        if (admitted.messageId() != null) {
            headers.put(MESSAGE_ID, admitted.messageId());
        }
        return headers;
    }

    /** The headers of what a virtual device hears. */
    static Headers ofGroup(GroupReading reading) {
        Headers headers = new RecordHeaders();
        Arrival arrival = new Arrival(reading.source(), reading.format(), null, Map.of(), false, new byte[0]);
        headers(
                        arrival,
                        new Admitted(
                                reading.device(), reading.format(), reading.of().toString(), new byte[0]))
                .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return headers.add(GROUP, new byte[0]);
    }

    /** Whether it is what a virtual device hears. */
    static boolean isOfGroup(Headers headers) {
        return headers.lastHeader(GROUP) != null;
    }

    /** The headers of a reading that was read, as {@link #headers(Arrival, Admitted)} makes them. */
    static Map<String, String> headers(RawReading reading) {
        Arrival arrival =
                new Arrival(reading.source(), reading.topic(), null, Map.of(), reading.retained(), reading.payload());
        return headers(
                arrival, new Admitted(reading.device(), reading.format(), reading.messageId(), reading.payload()));
    }

    /** Of some headers, those that a reading has. */
    static Map<String, String> own(Map<String, String> headers) {
        Map<String, String> own = new LinkedHashMap<>(headers);
        own.keySet().retainAll(Set.of(VERSION_HEADER, FORMAT, SOURCE, TOPIC, RETAINED, MESSAGE_ID));
        return own;
    }

    /** @param value sealed payload */
    public static RawReading read(
            String topic, int partition, long offset, long timestamp, String device, byte[] value, Headers headers) {
        return new RawReading(
                new ReadingId(topic, partition, offset),
                device,
                text(headers, FORMAT, ""),
                text(headers, SOURCE, ""),
                text(headers, TOPIC, ""),
                Instant.ofEpochMilli(timestamp),
                headers.lastHeader(RETAINED) != null,
                optional(headers, MESSAGE_ID),
                Sealed.open(value));
    }

    /** The headers of what is no reading. @param what a hash of content, or one of the words above */
    static Headers activating(String what) {
        return new RecordHeaders()
                .add(VERSION_HEADER, VERSION.getBytes(StandardCharsets.UTF_8))
                .add(ACTIVATION_HEADER, what.getBytes(StandardCharsets.UTF_8));
    }

    /** The hash of the content a record activates, or one of the words above; null when it is a reading. */
    static @Nullable String activation(Headers headers) {
        return optional(headers, ACTIVATION_HEADER);
    }

    /** Of what {@link #activation} gave: whether it is the hash of content. */
    static boolean isContent(String activated) {
        return !NO_CONTENT.contains(activated);
    }

    private static String text(Headers headers, String name, String fallback) {
        String text = optional(headers, name);
        return text == null ? fallback : text;
    }

    private static @Nullable String optional(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
