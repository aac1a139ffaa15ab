package io.casewire.localorg.pubsub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.dml.FieldValues;
import io.casewire.localorg.dml.SaveResult;
import io.casewire.localorg.dml.WriteContext;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.limits.Allowances;
import io.casewire.localorg.limits.Limit;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.FieldType;
import io.casewire.localorg.schema.RecordId;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.store.Event;
import io.casewire.localorg.store.Transaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** Publishes platform events that clients write as rows. */
public final class EventPublisher {
    private final Allowances allowances;

    public EventPublisher(Allowances allowances) {
        this.allowances = allowances;
    }

    /** Publishes when the transaction commits. A field the event lacks, or a required one left out, is refused. */
    public SaveResult publish(Transaction tx, SObjectType event, ObjectNode body, WriteContext context) {
        if (!context.rights().mayCreate(event)) {
            throw new ApiException(
                    StatusCode.INSUFFICIENT_ACCESS_OR_READONLY,
                    "insufficient access rights on object id: the user may not create " + event);
        }
        EventSchemas.EventSchema schema = EventSchemas.of(event);
        GenericRecord payload = new GenericData.Record(schema.avro());
        payload.put("CreatedDate", context.now().toEpochMilli());
        payload.put("CreatedById", context.userId());
        for (Map.Entry<String, JsonNode> entry : body.properties()) {
            if (!entry.getKey().equals("attributes")) {
                Field field = custom(event, entry.getKey());
                payload.put(field.name(), avroValue(FieldValues.read(field, entry.getValue())));
            }
        }
        requireComplete(event, payload);
        if (!allowances.take(Limit.HOURLY_PUBLISHED_EVENTS, 1)) {
            throw new ApiException(StatusCode.LIMIT_EXCEEDED, "The hourly event publishing limit is reached");
        }
        Event published = tx.publish(
                topic(event),
                UUID.randomUUID().toString(),
                schema.id(),
                encode(payload),
                context.now().toEpochMilli());
        return SaveResult.saved(RecordId.of(event.keyPrefix(), "xx0", published.replayId()), true);
    }

    /** The topic of an event. */
    public static String topic(SObjectType event) {
        return "/event/" + event.name();
    }

    /** What a published event holds, field by field, with times as the store has them. */
    public static Map<String, @Nullable Object> read(Schema schema, Event event) {
        org.apache.avro.Schema avro = EventSchemas.find(schema, event.schemaId());
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        if (avro == null) {
            return values;
        }
        try {
            GenericRecord record = new GenericDatumReader<GenericRecord>(avro)
                    .read(null, DecoderFactory.get().binaryDecoder(event.payload(), null));
            SObjectType type = schema.find(avro.getName());
            for (org.apache.avro.Schema.Field field : avro.getFields()) {
                values.put(
                        field.name(),
                        plain(type == null ? null : type.findField(field.name()), record.get(field.name())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return values;
    }

    private static @Nullable Object plain(@Nullable Field field, @Nullable Object value) {
        if (value instanceof Long millis && field != null) {
            Instant time = Instant.ofEpochMilli(millis);
            return field.type() == FieldType.DATE ? LocalDate.ofInstant(time, ZoneOffset.UTC) : (Object) time;
        }
        return value instanceof CharSequence text ? text.toString() : value;
    }

    private static Field custom(SObjectType event, String name) {
        Field field = event.findField(name);
        if (field == null || !field.custom()) {
            throw new ApiException(
                    StatusCode.INVALID_FIELD, "No such column '" + name + "' on sobject of type " + event, name);
        }
        return field;
    }

    private static void requireComplete(SObjectType event, GenericRecord payload) {
        for (Field field : event.fields()) {
            if (field.custom() && field.required() && payload.get(field.name()) == null) {
                throw new ApiException(
                        StatusCode.REQUIRED_FIELD_MISSING,
                        "Required fields are missing: [" + field.name() + "]",
                        field.name());
            }
        }
    }

    static @Nullable Object avroValue(@Nullable Object value) {
        if (value instanceof Instant time) {
            return time.toEpochMilli();
        } else if (value instanceof LocalDate date) {
            return date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        }
        return value instanceof Integer number ? (Object) number.doubleValue() : value;
    }

    static byte[] encode(GenericRecord payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<GenericRecord>(payload.getSchema()).write(payload, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
