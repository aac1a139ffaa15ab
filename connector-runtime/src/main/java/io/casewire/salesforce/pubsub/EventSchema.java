package io.casewire.salesforce.pubsub;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** One version of the schema of an event: bare Avro, known by its id (Pub/Sub API guide: Event Schemas). */
final class EventSchema {
    private final String id;
    private final Schema avro;

    private EventSchema(String id, Schema avro) {
        this.id = id;
        this.avro = avro;
    }

    static EventSchema parse(String id, String json) {
        return new EventSchema(id, new Schema.Parser().parse(json));
    }

    String id() {
        return id;
    }

    Map<String, @Nullable Object> decode(ByteString payload) throws IOException {
        GenericRecord record = new GenericDatumReader<GenericRecord>(avro)
                .read(null, DecoderFactory.get().binaryDecoder(payload.newInput(), null));
        return map(record);
    }

    private static Map<String, @Nullable Object> map(GenericRecord record) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        record.getSchema().getFields().forEach(field -> fields.put(field.name(), plain(record.get(field.pos()))));
        return fields;
    }

    /** Without types of Avro. */
    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof CharSequence || value instanceof GenericData.EnumSymbol) {
            return value.toString();
        } else if (value instanceof GenericRecord record) {
            return map(record);
        } else if (value instanceof List<?> list) {
            List<@Nullable Object> plain = new ArrayList<>();
            list.forEach(item -> plain.add(plain(item)));
            return plain;
        }
        return value;
    }

    /**
     * An event as it travels.
     *
     * @param fields by name; those left out are empty
     * @throws IllegalArgumentException naming the field that does not exist or does not take its value
     */
    ByteString encode(Map<String, ? extends @Nullable Object> fields, Instant created, String createdBy) {
        GenericRecord record = new GenericData.Record(avro);
        fields.forEach((name, value) -> {
            Schema.Field field = avro.getField(name);
            if (field == null) {
                throw new IllegalArgumentException("the event has no field " + name + ".");
            }
            record.put(field.pos(), fitting(field, value));
        });
        // Salesforce wants both, and sets them itself.
        record.put("CreatedDate", created.toEpochMilli());
        record.put("CreatedById", createdBy);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<GenericRecord>(avro).write(record, encoder);
            encoder.flush();
        } catch (IOException | RuntimeException e) {
            // Avro says it in several ways, an empty field that must not be empty among them.
            throw new IllegalArgumentException("a field of the event is required and missing.", e);
        }
        return ByteString.copyFrom(bytes.toByteArray());
    }

    private static @Nullable Object fitting(Schema.Field field, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        List<Schema> kinds = field.schema().isUnion() ? field.schema().getTypes() : List.of(field.schema());
        for (Schema kind : kinds) {
            Object fitting = fitting(kind, value);
            if (fitting != null) {
                return fitting;
            }
        }
        throw new IllegalArgumentException(
                "the field " + field.name() + " takes no " + value.getClass().getSimpleName() + ".");
    }

    private static @Nullable Object fitting(Schema kind, Object value) {
        return switch (kind.getType()) {
            case STRING -> value instanceof CharSequence ? value : null;
            case BOOLEAN -> value instanceof Boolean ? value : null;
            case DOUBLE -> value instanceof Number number ? (Object) number.doubleValue() : null;
            case INT -> isWhole(value) ? (Object) ((Number) value).intValue() : null;
            case LONG -> isWhole(value) ? (Object) ((Number) value).longValue() : millis(value);
            default -> null;
        };
    }

    private static boolean isWhole(Object value) {
        return value instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue());
    }

    /** Of a time, also as ISO 8601 has it. */
    private static @Nullable Long millis(Object value) {
        try {
            return value instanceof Instant || value instanceof CharSequence
                    ? (Long) Instant.parse(value.toString()).toEpochMilli()
                    : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
