package io.casewire.localorg.pubsub;

import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.store.RecordStore;
import io.casewire.localorg.store.Row;
import io.casewire.localorg.store.Transaction;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Change data capture: one event per changed record of a selected object, with its final state in the transaction.
 * Salesforce may put several records with the same change into one event; this org does not.
 */
public final class ChangeEvents {
    private static final int LARGEST = 1 << 20;
    private static final String ORIGIN = "com/salesforce/api/rest/62.0;client=";

    private final Clock clock;
    private volatile Selection selection = new Selection(null, Set.of());

    /** Which objects are selected, found once for each schema. */
    private record Selection(@Nullable Schema schema, Set<SObjectType> types) {}

    private ChangeEvents(Clock clock) {
        this.clock = clock;
    }

    /** From now on, commits publish what the deployed channels select. */
    public static void capture(RecordStore store, Clock clock) {
        ChangeEvents events = new ChangeEvents(clock);
        store.beforeCommit(events::publish);
    }

    private void publish(Transaction tx) {
        Set<SObjectType> selected = selected(tx.schema());
        if (selected.isEmpty()) {
            return;
        }
        List<Change> changes = new ArrayList<>();
        tx.changes((type, before, after) -> {
            if (selected.contains(type)) {
                changes.add(new Change(type, before, after));
            }
        });
        String transaction = UUID.randomUUID().toString();
        for (int i = 0; i < changes.size(); i++) {
            publish(tx, changes.get(i), transaction, i + 1);
        }
    }

    private Set<SObjectType> selected(Schema schema) {
        Selection known = selection;
        if (known.schema != schema) {
            known = new Selection(schema, Channels.selected(schema));
            selection = known;
        }
        return known.types;
    }

    /** One record before and after. */
    private record Change(SObjectType type, @Nullable Row before, Row after) {
        String kind() {
            Field deleted = type.field("IsDeleted");
            if (after.get(deleted) == Boolean.TRUE) {
                return "DELETE";
            }
            return before == null ? "CREATE" : before.get(deleted) == Boolean.TRUE ? "UNDELETE" : "UPDATE";
        }

        boolean isChanged(Field field) {
            return before == null || !Objects.equals(before.get(field), after.get(field));
        }
    }

    private void publish(Transaction tx, Change change, String transaction, int sequence) {
        EventSchemas.EventSchema schema = ChangeSchemas.of(change.type);
        GenericRecord event = new GenericData.Record(schema.avro());
        GenericRecord header = new GenericData.Record(
                schema.avro().getField(ChangeSchemas.HEADER).schema());
        event.put(ChangeSchemas.HEADER, header);
        header.put("entityName", change.type.name());
        header.put("recordIds", List.of(change.after.id()));
        header.put("changeOrigin", ORIGIN);
        header.put("transactionKey", transaction);
        header.put("sequenceNumber", sequence);
        header.put("commitTimestamp", clock.millis());
        header.put("commitNumber", clock.millis());
        header.put("commitUser", change.after.text(change.type.field("LastModifiedById")));
        List<String> changed = new ArrayList<>();
        List<String> nulled = new ArrayList<>();
        if (!change.kind().equals("DELETE")) {
            fill(event, change, changed, nulled);
        }
        setKind(header, change.kind(), changed, nulled);
        byte[] payload = EventPublisher.encode(event);
        if (payload.length > LARGEST) {
            payload = gap(event, header, change.kind());
        }
        tx.publish(Channels.topic(change.type), UUID.randomUUID().toString(), schema.id(), payload, clock.millis());
    }

    private static void setKind(GenericRecord header, String kind, List<String> changed, List<String> nulled) {
        header.put(
                "changeType",
                new GenericData.EnumSymbol(
                        header.getSchema().getField("changeType").schema(), kind));
        header.put("changedFields", changed);
        header.put("nulledFields", nulled);
        header.put("diffFields", List.of());
    }

    /** An event that would be too large says only that there was a change. */
    private static byte[] gap(GenericRecord event, GenericRecord header, String kind) {
        for (org.apache.avro.Schema.Field field : event.getSchema().getFields()) {
            if (!field.name().equals(ChangeSchemas.HEADER)) {
                event.put(field.name(), null);
            }
        }
        setKind(header, "GAP_" + kind, List.of(), List.of());
        return EventPublisher.encode(event);
    }

    /** A new record comes with every value it has, a changed one with those that changed. */
    private static void fill(GenericRecord event, Change change, List<String> changed, List<String> nulled) {
        Bitmap changedBits = new Bitmap();
        Bitmap nulledBits = new Bitmap();
        List<String> parts = new ArrayList<>();
        for (Field field : ChangeSchemas.fields(change.type)) {
            int position = event.getSchema().getField(field.name()).pos();
            if (field.name().equals("Name") && ChangeSchemas.isPerson(change.type)) {
                fillName(event, change, position, parts, changedBits);
            } else if (change.isChanged(field) || change.kind().equals("UNDELETE")) {
                Object value = EventPublisher.avroValue(change.after.get(field));
                event.put(field.name(), value);
                changedBits.set(position);
                if (value == null) {
                    nulledBits.set(position);
                }
            }
        }
        if (change.kind().equals("UPDATE")) {
            changed.add(changedBits.toString());
            changed.addAll(parts);
            if (!nulledBits.isEmpty()) {
                nulled.add(nulledBits.toString());
            }
        }
    }

    private static void fillName(
            GenericRecord event, Change change, int position, List<String> parts, Bitmap changedBits) {
        GenericRecord name = new GenericData.Record(
                event.getSchema().getFields().get(position).schema().getTypes().get(1));
        Bitmap bits = new Bitmap();
        for (Field part : ChangeSchemas.nameParts(change.type)) {
            if (change.isChanged(part)) {
                name.put(part.name(), change.after.text(part));
                bits.set(name.getSchema().getField(part.name()).pos());
            }
        }
        if (!bits.isEmpty()) {
            event.put(position, name);
            changedBits.set(position);
            parts.add(position + "-" + bits);
        }
    }
}
