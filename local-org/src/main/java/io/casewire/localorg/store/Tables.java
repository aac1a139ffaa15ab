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
    private final Map<String, Long> marks = new ConcurrentHashMap<>();
    private long storedKilobytes;

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
        change.rows().forEach((type, rows) -> {
            Table table = table(type);
            long before = table.liveRows();
            rows.forEach(table::put);
            storedKilobytes += (table.liveRows() - before) * type.kilobytesPerRecord();
        });
        events.append(change.events());
        change.marks().forEach((name, value) -> {
            if (value == 0) {
                marks.remove(name);
            } else {
                marks.put(name, value);
            }
        });
    }

    private void apply(Schema changed) {
        schema = changed;
        tables.replaceAll((name, table) -> {
            SObjectType type = changed.find(name);
            return type == null || type == table.type() ? table : table.under(type);
        });
        tables.entrySet().removeIf(entry -> {
            boolean gone = changed.find(entry.getKey()) == null;
            Table table = entry.getValue();
            storedKilobytes -= gone ? table.liveRows() * table.type().kilobytesPerRecord() : 0;
            return gone;
        });
    }

    /** Everything as one change per object, in parts small enough to hold in memory twice. */
    List<Change> everything() {
        List<Change> parts = new ArrayList<>();
        parts.add(Change.of(schema));
        for (Table table : tables.values()) {
            List<Row> rows = new ArrayList<>(table.rows());
            for (int from = 0; from < rows.size(); from += 1000) {
                List<Row> part = rows.subList(from, Math.min(rows.size(), from + 1000));
                parts.add(Change.of(new LinkedHashMap<>(Map.of(table.type(), part))));
            }
        }
        events.all().forEach(event -> parts.add(Change.of(event)));
        marks.entrySet().forEach(mark -> parts.add(Change.of(Map.entry(mark.getKey(), mark.getValue()))));
        return parts;
    }

    void clear() {
        tables.clear();
        schema = Schema.standard();
        storedKilobytes = 0;
        marks.clear();
        events.clear();
    }

    /** A number of the org's own; 0 where there is none. */
    long mark(String name) {
        return marks.getOrDefault(name, 0L);
    }

    List<String> marks(String prefix) {
        return marks.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
    }

    /** What the records that are not deleted take of the org's storage. */
    long storedKilobytes() {
        return storedKilobytes;
    }

    private Table table(SObjectType type) {
        Table table = tables.get(type.name());
        return table != null ? table : tables.computeIfAbsent(type.name(), name -> new Table(type));
    }
}
