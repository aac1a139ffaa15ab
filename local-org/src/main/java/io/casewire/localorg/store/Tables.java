package io.casewire.localorg.store;

import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.ObjectDefinition.UniqueTogether;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The committed records of all objects. Not thread-safe: the {@link RecordStore} guards it. */
final class Tables implements RecordView {
    private final EventLog events;
    private final Map<String, Table> tables = new ConcurrentHashMap<>();
    private Schema schema = Schema.standard();

    Tables(EventLog events) {
        this.events = events;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable Row get(SObjectType type, String id) {
        return table(type).get(id);
    }

    @Override
    public Collection<Row> rows(SObjectType type) {
        return table(type).rows();
    }

    @Override
    public List<Row> find(SObjectType type, Field field, Object value) {
        Object key = IndexSpec.key(field, value);
        return key == null ? List.of() : find(type, IndexSpec.of(field), key);
    }

    @Override
    public List<Row> findSame(SObjectType type, UniqueTogether together, Row row) {
        IndexSpec spec = IndexSpec.of(type, together);
        Object key = spec.keyOf(row);
        return key == null ? List.of() : find(type, spec, key);
    }

    List<Row> find(SObjectType type, IndexSpec spec, Object key) {
        Table table = table(type);
        Set<String> ids = table.find(spec, key);
        List<Row> found = new ArrayList<>(ids.size());
        for (String id : ids) {
            Row row = table.get(id);
            if (row != null) {
                found.add(row);
            }
        }
        return found;
    }

    @Nullable
    String lastId(SObjectType type) {
        return table(type).lastId();
    }

    void apply(Change change) {
        Schema changed = change.schema();
        if (changed != null) {
            apply(changed);
        }
        change.rows().forEach((type, rows) -> rows.forEach(table(type)::put));
        events.append(change.events());
    }

    private void apply(Schema changed) {
        schema = changed;
        tables.replaceAll((name, table) -> {
            SObjectType type = changed.find(name);
            return type == null || type == table.type() ? table : table.under(type);
        });
        tables.keySet().removeIf(name -> changed.find(name) == null);
    }

    /** Everything as one change per object, in parts small enough to hold in memory twice. */
    List<Change> everything() {
        List<Change> parts = new ArrayList<>();
        parts.add(new Change(schema, Map.of(), List.of()));
        for (Table table : tables.values()) {
            List<Row> rows = new ArrayList<>(table.rows());
            for (int from = 0; from < rows.size(); from += 1000) {
                List<Row> part = rows.subList(from, Math.min(rows.size(), from + 1000));
                parts.add(new Change(null, new LinkedHashMap<>(Map.of(table.type(), part)), List.of()));
            }
        }
        events.all().forEach(event -> parts.add(new Change(null, Map.of(), List.of(event))));
        return parts;
    }

    private Table table(SObjectType type) {
        Table table = tables.get(type.name());
        return table != null ? table : tables.computeIfAbsent(type.name(), name -> new Table(type));
    }
}
