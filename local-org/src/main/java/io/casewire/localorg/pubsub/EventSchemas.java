package io.casewire.localorg.pubsub;

import io.casewire.localorg.schema.Component;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The Avro schemas of platform events. A schema's id is made from its text, so it stays the same until the event's
 * definition changes; schemas of earlier definitions stay known, because retained events are written with them.
 */
public final class EventSchemas {
    private static final String COMPONENT_TYPE = "EventSchema";
    private static final Map<SObjectType, EventSchema> BY_TYPE = new ConcurrentHashMap<>();
    private static volatile Known known = new Known(null, Map.of());

    /** All schemas of one state of the org. */
    private record Known(@Nullable Schema schema, Map<String, org.apache.avro.Schema> byId) {}

    /** An Avro schema and its id. */
    record EventSchema(String id, org.apache.avro.Schema avro) {}

    private EventSchemas() {}

    /** The id of the schema that an event is published with now. */
    public static String idOf(SObjectType event) {
        return of(event).id();
    }

    /** The schema with this id as JSON, or null. */
    public static @Nullable String json(Schema schema, String id) {
        return schema.components(COMPONENT_TYPE).stream()
                .filter(component -> component.fullName().equals(id))
                .map(Component::xml)
                .findFirst()
                .orElse(null);
    }

    static EventSchema of(SObjectType event) {
        return BY_TYPE.computeIfAbsent(event, EventSchemas::build);
    }

    /** The schema with this id, of a current or an earlier definition of an event. */
    static org.apache.avro.@Nullable Schema find(Schema schema, String id) {
        // Asked for every event that is published, so it is found once for each schema of the org.
        Known now = known;
        if (now.schema != schema) {
            now = new Known(schema, all(schema));
            known = now;
        }
        return now.byId.get(id);
    }

    private static Map<String, org.apache.avro.Schema> all(Schema schema) {
        Map<String, org.apache.avro.Schema> byId = new HashMap<>();
        for (Component component : schema.components(COMPONENT_TYPE)) {
            byId.put(component.fullName(), new org.apache.avro.Schema.Parser().parse(component.xml()));
        }
        for (SObjectType type : schema.types()) {
            if (type.definition().event()) {
                byId.put(of(type).id(), of(type).avro());
            }
        }
        return byId;
    }

    /** The schema of the org with the Avro schemas of all its events noted, as every deploy leaves it. */
    public static Schema note(Schema schema) {
        Schema noted = schema;
        Set<SObjectType> selected = Channels.selected(schema);
        for (SObjectType type : schema.types()) {
            if (type.definition().event() || selected.contains(type)) {
                EventSchema event = type.definition().event() ? of(type) : ChangeSchemas.of(type);
                noted = noted.with(
                        new Component(COMPONENT_TYPE, event.id(), event.avro().toString()));
            }
        }
        return noted;
    }

    private static EventSchema build(SObjectType event) {
        SchemaBuilder.FieldAssembler<org.apache.avro.Schema> fields = SchemaBuilder.record(event.name())
                .namespace("com.sforce.eventbus")
                .fields()
                .requiredLong("CreatedDate")
                .requiredString("CreatedById");
        for (Field field : event.definition().fields()) {
            fields = fields.name(field.name())
                    .type(SchemaBuilder.unionOf()
                            .nullType()
                            .and()
                            .type(org.apache.avro.Schema.create(avroType(field)))
                            .endUnion())
                    .withDefault(null);
        }
        org.apache.avro.Schema avro = fields.endRecord();
        return new EventSchema(fingerprint(avro.toString()), avro);
    }

    static org.apache.avro.Schema.Type avroType(Field field) {
        return switch (field.type()) {
            case BOOLEAN -> org.apache.avro.Schema.Type.BOOLEAN;
            case INT, DOUBLE, CURRENCY, PERCENT -> org.apache.avro.Schema.Type.DOUBLE;
            case DATE, DATETIME -> org.apache.avro.Schema.Type.LONG;
            default -> org.apache.avro.Schema.Type.STRING;
        };
    }

    static String fingerprint(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
