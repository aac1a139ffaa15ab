package io.casewire.stream;

import io.casewire.ingest.Arrival;
import io.casewire.ingest.RawReading;
import io.casewire.model.Finding;
import io.casewire.model.Stage;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as a record: the raw bytes as they came, and in its headers why, and what is needed to send it again.
 *
 * <p>What people make of it stands behind it in the same partition: a mark, which names the letter.
 */
public final class DeadLetters {
    static final String STAGE = "casewire-stage";
    static final String CODE = "casewire-code";
    static final String WHERE = "casewire-where";
    static final String WHAT = "casewire-what";
    static final String ID = "casewire-id";
    static final String SOURCE = "casewire-source";
    static final String TOPIC = "casewire-topic";

    /** Size of a message of which only the beginning is kept. */
    public static final String CUT_SIZE = "casewire-size";

    /** Hash of such a message. */
    public static final String CUT_HASH = "casewire-sha256";

    /** Of a mark: the letter it is about. */
    static final String OF = "casewire-of";

    static final String MARK = "casewire-mark";
    static final String BY = "casewire-by";
    static final String REASON = "casewire-reason";

    /** A message's own, where it never became a reading. */
    private static final String ARRIVAL_KEY = "casewire-key";

    private static final String ARRIVAL_PROPERTY = "casewire-property-";

    private DeadLetters() {}

    /** Of a message that never became a reading. */
    public static Map<String, String> fields(Finding finding, Arrival arrival) {
        Map<String, String> fields = fields(Stage.INGEST, finding, "", arrival.source(), arrival.topic());
        if (arrival.retained()) {
            fields.put(ReadingRecord.RETAINED, "true");
        }
        if (arrival.key() != null) {
            fields.put(ARRIVAL_KEY, arrival.key());
        }
        arrival.properties().forEach((name, value) -> fields.put(ARRIVAL_PROPERTY + name, value));
        return fields;
    }

    /** The message as it came in. */
    public static Arrival arrival(DeadLetterRecord letter) {
        Map<String, String> properties = new HashMap<>();
        letter.headers().forEach((name, value) -> {
            if (name.startsWith(ARRIVAL_PROPERTY)) {
                properties.put(name.substring(ARRIVAL_PROPERTY.length()), value);
            }
        });
        return new Arrival(
                letter.source(),
                letter.topic(),
                letter.headers().get(ARRIVAL_KEY),
                properties,
                letter.headers().containsKey(ReadingRecord.RETAINED),
                letter.payload());
    }

    /** Of a reading. */
    static Headers headers(Stage stage, Finding finding, RawReading reading) {
        Map<String, String> fields = fields(stage, finding, reading.id().toString(), reading.source(), reading.topic());
        fields.putAll(ReadingRecord.headers(reading));
        return headers(fields);
    }

    /** Of a wanted record. */
    static Headers headersOfWrite(Finding finding, String write, String object) {
        return headers(fields(Stage.DELIVERY, finding, write, "outbox", object));
    }

    private static Map<String, String> fields(Stage stage, Finding finding, String id, String source, String topic) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(ReadingRecord.VERSION_HEADER, ReadingRecord.VERSION);
        fields.put(STAGE, stage.label());
        fields.put(CODE, finding.code().id());
        fields.put(WHERE, finding.where());
        fields.put(WHAT, finding.what());
        fields.put(ID, id);
        fields.put(SOURCE, source);
        fields.put(TOPIC, topic);
        return fields;
    }

    static Headers headers(Map<String, String> fields) {
        RecordHeaders headers = new RecordHeaders();
        fields.forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return headers;
    }

    static Map<String, String> fields(Headers headers) {
        Map<String, String> fields = new LinkedHashMap<>();
        headers.forEach(header -> fields.put(header.key(), text(header.value())));
        return fields;
    }

    private static String text(byte @Nullable [] value) {
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }
}
