package io.casewire.localorg.soql;

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
        Row at = row;
        SObjectType type = null;
        for (Field lookup : lookups) {
            Field own = type == null ? lookup : type.findField(lookup.name());
            String id = own == null ? null : at.text(own);
            type = id == null ? null : view.schema().typeOfId(id);
            Row parent = type == null || id == null ? null : view.get(type, id);
            if (parent == null) {
                return null;
            }
            at = parent;
        }
        Field own = type == null ? null : type.findField(field.name());
        return own == null ? null : at.get(own);
    }
}
