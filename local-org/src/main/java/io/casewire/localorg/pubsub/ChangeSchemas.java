package io.casewire.localorg.pubsub;

import io.casewire.localorg.pubsub.EventSchemas.EventSchema;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.FieldType;
import io.casewire.localorg.schema.SObjectType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;

/**
 * The Avro schemas of change events: a header, then every field of the object but its id, each of which may be empty. A
 * person's name is one field with parts, as Salesforce has it.
 */
final class ChangeSchemas {
    static final String HEADER = "ChangeEventHeader";
    private static final String NAMESPACE = "com.sforce.eventbus";
    private static final List<String> NAME_PARTS = List.of("Salutation", "FirstName", "LastName");
    private static final Map<SObjectType, EventSchema> BY_TYPE = new ConcurrentHashMap<>();

    private ChangeSchemas() {}

    static EventSchema of(SObjectType type) {
        return BY_TYPE.computeIfAbsent(type, ChangeSchemas::build);
    }

    static boolean isPerson(SObjectType type) {
        return NAME_PARTS.stream().allMatch(part -> type.findField(part) != null) && type.findField("Name") != null;
    }

    /** The fields that stand in the schema on their own, in its order. */
    static List<Field> fields(SObjectType type) {
        List<Field> fields = new ArrayList<>();
        for (Field field : type.fields()) {
            boolean part = isPerson(type) && NAME_PARTS.contains(field.name());
            if (field.type() != FieldType.ID
                    && !field.name().equals("IsDeleted")
                    && !part
                    && !field.name().equals("SystemModstamp")) {
                fields.add(field);
            }
        }
        return fields;
    }

    static List<Field> nameParts(SObjectType type) {
        return NAME_PARTS.stream().map(type::field).toList();
    }

    private static EventSchema build(SObjectType type) {
        SchemaBuilder.FieldAssembler<Schema> fields = SchemaBuilder.record(Channels.changeEvent(type))
                .namespace(NAMESPACE)
                .fields()
                .name(HEADER)
                .type(header())
                .noDefault();
        for (Field field : fields(type)) {
            Schema plain = isPerson(type) && field.name().equals("Name")
                    ? personName()
                    : Schema.create(EventSchemas.avroType(field));
            fields = fields.name(field.name())
                    .type(Schema.createUnion(Schema.create(Schema.Type.NULL), plain))
                    .withDefault(null);
        }
        Schema avro = fields.endRecord();
        return new EventSchema(EventSchemas.fingerprint(avro.toString()), avro);
    }

    private static Schema header() {
        Schema texts = Schema.createArray(Schema.create(Schema.Type.STRING));
        return SchemaBuilder.record(HEADER)
                .namespace(NAMESPACE)
                .fields()
                .requiredString("entityName")
                .name("recordIds")
                .type(texts)
                .noDefault()
                .name("changeType")
                .type(Schema.createEnum(
                        "ChangeType",
                        null,
                        NAMESPACE,
                        List.of(
                                "CREATE",
                                "UPDATE",
                                "DELETE",
                                "UNDELETE",
                                "GAP_CREATE",
                                "GAP_UPDATE",
                                "GAP_DELETE",
                                "GAP_UNDELETE",
                                "GAP_OVERFLOW")))
                .noDefault()
                .requiredString("changeOrigin")
                .requiredString("transactionKey")
                .requiredInt("sequenceNumber")
                .requiredLong("commitTimestamp")
                .requiredLong("commitNumber")
                .requiredString("commitUser")
                .name("nulledFields")
                .type(texts)
                .noDefault()
                .name("diffFields")
                .type(texts)
                .noDefault()
                .name("changedFields")
                .type(texts)
                .noDefault()
                .endRecord();
    }

    private static Schema personName() {
        SchemaBuilder.FieldAssembler<Schema> parts = SchemaBuilder.record("Switchable_PersonName")
                .namespace(NAMESPACE)
                .fields();
        for (String part : NAME_PARTS) {
            parts = parts.name(part)
                    .type(Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.STRING)))
                    .withDefault(null);
        }
        return parts.endRecord();
    }
}
