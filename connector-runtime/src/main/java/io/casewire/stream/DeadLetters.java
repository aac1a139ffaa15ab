package io.casewire.stream;

import io.casewire.model.Finding;
import io.casewire.model.Stage;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** A dead letter as a record: the raw bytes as they came, and in its headers why. */
public final class DeadLetters {
    private DeadLetters() {}

    /** The headers' names and values, for whoever writes one. */
    public static Map<String, String> fields(Stage stage, Finding finding, String id, String source, String topic) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(ReadingRecord.VERSION_HEADER, ReadingRecord.VERSION);
        fields.put("casewire-stage", stage.label());
        fields.put("casewire-code", finding.code().id());
        fields.put("casewire-where", finding.where());
        fields.put("casewire-what", finding.what());
        fields.put("casewire-id", id);
        fields.put("casewire-source", source);
        fields.put("casewire-topic", topic);
        return fields;
    }

    static Headers headers(Stage stage, Finding finding, String id, String source, String topic) {
        RecordHeaders headers = new RecordHeaders();
        fields(stage, finding, id, source, topic)
                .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return headers;
    }
}
