package io.casewire.localorg.store;

import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The records of one object by id, with an index for every field that finds records. Deleted records are kept, but not indexed. */
final class Table {
    private final SObjectType type;
    private final Field isDeleted;
    private final TreeMap<String, Row> rows = new TreeMap<>();
    private final Map<String, Index> indexes = new LinkedHashMap<>();
    private long liveRows;

    Table(SObjectType type) {
        this.type = type;
        this.isDeleted = type.field("IsDeleted");
        IndexSpec.allOf(type).forEach(spec -> indexes.put(spec.name(), new Index(spec)));
    }

    SObjectType type() {
        return type;
    }

    @Nullable
    Row get(String id) {
        return rows.get(id);
    }

    Collection<Row> rows() {
        return Collections.unmodifiableCollection(rows.values());
    }

    /** How many records are not deleted. */
    long liveRows() {
        return liveRows;
    }

    void put(Row row) {
        Row old = rows.put(row.id(), row);
        if (old != null) {
            unindex(old);
        }
        if (row.get(isDeleted) != Boolean.TRUE) {
            liveRows++;
            indexes.values().forEach(index -> index.add(row));
        }
    }

    void remove(String id) {
        Row old = rows.remove(id);
        if (old != null) {
            unindex(old);
        }
    }

    private void unindex(Row row) {
        if (row.get(isDeleted) != Boolean.TRUE) {
            liveRows--;
            indexes.values().forEach(index -> index.remove(row));
        }
    }

    Set<String> find(IndexSpec spec, Object key) {
        return Objects.requireNonNull(indexes.get(spec.name()), () -> type + " has no index on " + spec.name())
                .find(key);
    }

    @Nullable
    String lastId() {
        return rows.isEmpty() ? null : rows.lastKey();
    }

    /** The same records under a changed object: values of fields that are gone are dropped. */
    Table under(SObjectType changed) {
        Table table = new Table(changed);
        for (Row row : rows.values()) {
            Row.Draft draft = Row.Draft.create(row.id(), row.slots());
            for (Field field : changed.fields()) {
                Field before = type.findField(field.name());
                if (before != null && before.slot() < row.slots()) {
                    draft.set(field, row.at(before.slot()));
                }
            }
            table.put(draft.toRow());
        }
        return table;
    }
}
