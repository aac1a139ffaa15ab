package io.casewire.localorg.pubsub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.setup.Setup;
import io.casewire.localorg.soql.RecordJson;
import io.casewire.localorg.store.RecordStore;
import io.casewire.localorg.store.Row;
import io.casewire.localorg.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * {@code ConsentEvent}: published when consent, or how a person is reached, changes, while the stream is switched on in
 * Setup (Salesforce object reference: ConsentEvent).
 */
public final class ConsentEvents {
    private static final String EVENT = "ConsentEvent";

    /** The fields whose changes count, by object; where none are named, every field does. */
    private static final Map<String, Set<String>> WATCHED = Map.ofEntries(
            Map.entry(
                    "Individual",
                    Set.of(
                            "HasOptedOutTracking",
                            "HasOptedOutProfiling",
                            "HasOptedOutProcessing",
                            "HasOptedOutSolicit",
                            "HasOptedOutGeoTracking",
                            "ShouldForget",
                            "SendIndividualData",
                            "CanStorePiiElsewhere")),
            Map.entry("Contact", Set.of("Email", "Phone", "HasOptedOutOfEmail", "HasOptedOutOfFax", "DoNotCall")),
            Map.entry("Lead", Set.of("Email", "Phone", "HasOptedOutOfEmail", "HasOptedOutOfFax", "DoNotCall")),
            Map.entry("User", Set.of("Email", "Phone")),
            Map.entry("ContactPointEmail", Set.of()),
            Map.entry("ContactPointPhone", Set.of()),
            Map.entry("ContactPointAddress", Set.of()),
            Map.entry("ContactPointConsent", Set.of()),
            Map.entry("ContactPointTypeConsent", Set.of()),
            Map.entry("PartyConsent", Set.of()),
            Map.entry("AuthorizationFormConsent", Set.of()));

    private static final Set<String> AUDIT =
            Set.of("LastModifiedDate", "LastModifiedById", "SystemModstamp", "CreatedDate", "CreatedById", "Id");

    private final Setup setup;
    private final Clock clock;

    private ConsentEvents(Setup setup, Clock clock) {
        this.setup = setup;
        this.clock = clock;
    }

    /** From now on, commits publish what they change of consent, whenever the stream is on. */
    public static void publish(RecordStore store, Setup setup, Clock clock) {
        ConsentEvents events = new ConsentEvents(setup, clock);
        store.beforeCommit(events::publish);
    }

    private void publish(Transaction tx) {
        if (!setup.settings().consentEventStream()) {
            return;
        }
        List<Runnable> published = new ArrayList<>();
        tx.changes((type, before, after) -> {
            Set<String> watched = WATCHED.get(type.name());
            ObjectNode values = watched == null ? Json.object() : changed(type, before, after, watched);
            boolean deleted = after.get(type.field("IsDeleted")) == Boolean.TRUE;
            if (watched != null && (deleted || !values.isEmpty())) {
                String kind = deleted ? "Delete" : before == null ? "Create" : "Update";
                published.add(() -> publish(tx, type, after, kind, values));
            }
        });
        published.forEach(Runnable::run);
    }

    private static ObjectNode changed(SObjectType type, @Nullable Row before, Row after, Set<String> watched) {
        ObjectNode values = Json.object();
        for (Field field : type.fields()) {
            boolean counts = watched.isEmpty() ? !AUDIT.contains(field.name()) : watched.contains(field.name());
            Object now = after.get(field);
            Object then = before == null ? null : before.get(field);
            if (counts && !Objects.equals(then, now) && !(before == null && now == null)) {
                values.set(field.name(), RecordJson.value(now));
            }
        }
        return values;
    }

    private void publish(Transaction tx, SObjectType type, Row row, String kind, ObjectNode values) {
        EventSchemas.EventSchema schema = EventSchemas.of(tx.schema().type(EVENT));
        GenericRecord event = new GenericData.Record(schema.avro());
        String userId = row.text(type.field("LastModifiedById"));
        event.put("CreatedDate", clock.millis());
        event.put("CreatedById", userId);
        event.put("AssociatedIds", associated(tx, type, row));
        event.put("ChangeInitiator", userId);
        event.put("ChangeTimestamp", clock.millis());
        event.put("ChangeType", kind);
        event.put("ConsentCaptureSource", text(type, row, "CaptureSource"));
        event.put("ConsentCaptureType", text(type, row, "CaptureContactPointType"));
        event.put("NewValues", new String(Json.bytes(values), StandardCharsets.UTF_8));
        event.put("ObjectName", type.name());
        event.put("RecordId", row.id());
        tx.publish(
                EventPublisher.topic(tx.schema().type(EVENT)),
                UUID.randomUUID().toString(),
                schema.id(),
                EventPublisher.encode(event),
                clock.millis());
    }

    private static @Nullable String text(SObjectType type, Row row, String name) {
        Field field = type.findField(name);
        return field == null ? null : row.text(field);
    }

    /** The person and the contact point the record is about. */
    private static String associated(Transaction tx, SObjectType type, Row row) {
        ObjectNode ids = Json.object();
        for (String lookup : List.of("IndividualId", "PartyId", "ParentId", "ContactPointId", "ConsentGiverId")) {
            String id = text(type, row, lookup);
            if (id != null) {
                ids.put(lookup, id);
            }
        }
        Field contactPoint = type.findField("ContactPointId");
        String id = contactPoint == null ? null : row.text(contactPoint);
        if (contactPoint != null && id != null) {
            for (String object : contactPoint.referenceTo()) {
                SObjectType points = tx.schema().type(object);
                Row point = tx.get(points, id);
                if (point != null) {
                    ids.put("ParentId", text(points, point, "ParentId"));
                }
            }
        }
        return new String(Json.bytes(ids), StandardCharsets.UTF_8);
    }
}
