package io.casewire.localorg.soql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field of the queried object or of a record its lookups lead to. A lookup to several objects is followed to whichever
 * the record refers to.
 *
 * @param lookups the lookups to follow, from the queried object on
 * @param field the last field; of the first object that has it, where a lookup leads to several
 */
record FieldPath(List<Field> lookups, Field field) {

    static FieldPath resolve(String query, Schema schema, SObjectType from, FieldRef ref) {
        List<Field> lookups = new ArrayList<>();
        List<SObjectType> at = List.of(from);
        for (String step : ref.path().subList(0, ref.path().size() - 1)) {
            Field lookup = first(at, step, true);
            if (lookup == null) {
                throw QueryErrors.noSuchRelationship(query, ref, step, at.get(0).name());
            }
            lookups.add(lookup);
            at = lookup.referenceTo().stream().map(schema::type).toList();
        }
        String last = ref.path().get(ref.path().size() - 1);
        Field field = first(at, last, false);
        if (field == null) {
            throw QueryErrors.noSuchColumn(query, ref, last, at.get(0).name());
        }
        return new FieldPath(List.copyOf(lookups), field);
    }

    private static @Nullable Field first(List<SObjectType> types, String name, boolean relationship) {
        for (SObjectType type : types) {
            Field field = relationship ? type.findRelationship(name) : type.findField(name);
            if (field != null) {
                return field;
            }
        }
        return null;
    }

    /** Whether this is a field of the queried object itself. */
    boolean isOwn() {
        return lookups.isEmpty();
    }

    @Nullable
    Object value(RecordView view, Row row) {
        if (lookups.isEmpty()) {
            return row.get(field);
        }
        Parent at = null;
        for (Field lookup : lookups) {
            at = at == null ? parent(view, row, null, lookup) : parent(view, at.row, at.type, lookup);
            if (at == null) {
                return null;
            }
        }
        return at == null ? null : at.value(field);
    }

    /** Adds the value to a rendered record, inside the parents the path goes through. */
    void render(RecordView view, Row row, SObjectType type, ObjectNode record, String apiVersion) {
        Parent at = new Parent(type, row);
        ObjectNode target = record;
        for (Field lookup : lookups) {
            String relationship = String.valueOf(lookup.relationshipName());
            Parent parent = parent(view, at.row, at.type, lookup);
            if (parent == null) {
                target.putNull(relationship);
                return;
            }
            if (!(target.get(relationship) instanceof ObjectNode)) {
                target.set(relationship, RecordJson.record(parent.type.name(), apiVersion, parent.row.id()));
            }
            target = (ObjectNode) target.get(relationship);
            at = parent;
        }
        target.set(field.name(), RecordJson.value(at.value(field)));
    }

    /** A record the path leads to; a field it lacks is empty. */
    private record Parent(SObjectType type, Row row) {
        @Nullable
        Object value(Field field) {
            Field own = type.findField(field.name());
            return own == null ? null : row.get(own);
        }
    }

    private static @Nullable Parent parent(RecordView view, Row row, @Nullable SObjectType type, Field lookup) {
        Field own = type == null ? lookup : type.findField(lookup.name());
        String id = own == null ? null : row.text(own);
        SObjectType parentType = id == null ? null : view.schema().typeOfId(id);
        Row parent = parentType == null || id == null ? null : view.get(parentType, id);
        return parentType == null || parent == null ? null : new Parent(parentType, parent);
    }
}
