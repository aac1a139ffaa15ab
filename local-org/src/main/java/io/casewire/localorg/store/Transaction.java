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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes that become visible and durable together. There is one transaction at a time; it belongs to the thread that
 * began it and sees its own changes. Closing it without a commit leaves nothing behind but used-up ids.
 */
public final class Transaction implements RecordView, AutoCloseable {
    private final RecordStore store;
    private final Tables committed;
    private final Map<String, Table> changed = new LinkedHashMap<>();
    private final List<Undo> undos = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final Map<String, Long> marks = new LinkedHashMap<>();
    private @Nullable Schema schema;
    private long newKilobytes;

    Transaction(RecordStore store, Tables committed) {
        this.store = store;
        this.committed = committed;
    }

    @Override
    public Schema schema() {
        return schema != null ? schema : committed.schema();
    }

    @Override
    public @Nullable Row get(SObjectType type, String id) {
        Table mine = changed.get(type.name());
        Row row = mine == null ? null : mine.get(id);
        return row != null ? row : committed.get(type, id);
    }

    @Override
    public Collection<Row> rows(SObjectType type) {
        Table mine = changed.get(type.name());
        if (mine == null) {
            return committed.rows(type);
        }
        Map<String, Row> all = new TreeMap<>();
        committed.rows(type).forEach(row -> all.put(row.id(), row));
        mine.rows().forEach(row -> all.put(row.id(), row));
        return all.values();
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

    private List<Row> find(SObjectType type, IndexSpec spec, Object key) {
        Table mine = changed.get(type.name());
        List<Row> found = committed.find(type, spec, key);
        if (mine == null) {
            return found;
        }
        found.removeIf(row -> mine.get(row.id()) != null);
        mine.find(spec, key).forEach(id -> {
            Row row = mine.get(id);
            if (row != null) {
                found.add(row);
            }
        });
        return found;
    }

    /** The id of a new record. */
    public String nextId(SObjectType type) {
        return store.nextId(type);
    }

    /** The next value of an auto number. */
    public long nextNumber(SObjectType type, Field field) {
        return store.nextNumber(type, field);
    }

    public void put(SObjectType type, Row row) {
        Table mine = changed.computeIfAbsent(type.name(), name -> new Table(type));
        Row before = mine.get(row.id());
        int kilobytes = before == null && committed.get(type, row.id()) == null ? type.kilobytesPerRecord() : 0;
        newKilobytes += kilobytes;
        undos.add(new Undo(mine, row.id(), before, kilobytes));
        mine.put(row);
    }

    /** What the org holds once this is committed, as far as new records count. */
    public long storedKilobytes() {
        return committed.storedKilobytes() + newKilobytes;
    }

    /** What is to change, record by record, in the order of their objects' first change. */
    public void changes(ChangeReader reader) {
        for (Table table : changed.values()) {
            for (Row row : table.rows()) {
                reader.changed(table.type(), committed.get(table.type(), row.id()), row);
            }
        }
    }

    /** Takes one record's change. */
    @FunctionalInterface
    public interface ChangeReader {
        /** @param before null for a new record */
        void changed(SObjectType type, @Nullable Row before, Row after);
    }

    /** Publishes an event when the transaction commits; its replay id is known at once. */
    public Event publish(String topic, String uuid, String schemaId, byte[] payload, long publishedAt) {
        Event event = new Event(topic, store.nextReplayId(), uuid, schemaId, payload, publishedAt);
        events.add(event);
        return event;
    }

    /** Keeps a number of the org's own when the transaction commits; 0 forgets it. A rollback does not take it back. */
    public void mark(String name, long value) {
        marks.put(name, value);
    }

    /** Runs when the transaction has committed, and not when what was done since is rolled back. */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    /** Replaces the schema when the transaction commits. Records written before in this transaction must not be of changed objects. */
    public void deploy(Schema newSchema) {
        schema = newSchema;
    }

    /** Where {@link #rollbackTo} can return to. */
    public Savepoint savepoint() {
        return new Savepoint(undos.size(), events.size(), afterCommit.size());
    }

    public void rollbackTo(Savepoint savepoint) {
        while (undos.size() > savepoint.undos) {
            Undo undo = undos.remove(undos.size() - 1);
            newKilobytes -= undo.kilobytes;
            undo.run();
        }
        events.subList(savepoint.events, events.size()).clear();
        afterCommit.subList(savepoint.actions, afterCommit.size()).clear();
    }

    /** Makes the changes durable, then visible. */
    public void commit() {
        store.hooks().forEach(hook -> hook.accept(this));
        Map<SObjectType, Collection<Row>> rows = new LinkedHashMap<>();
        changed.values().forEach(table -> rows.put(table.type(), table.rows()));
        store.commit(new Change(schema, rows, List.copyOf(events), Map.copyOf(marks)));
        changed.clear();
        undos.clear();
        events.clear();
        marks.clear();
        newKilobytes = 0;
        schema = null;
        List<Runnable> actions = List.copyOf(afterCommit);
        afterCommit.clear();
        actions.forEach(Runnable::run);
    }

    @Override
    public void close() {
        store.end();
    }

    /** A point inside a transaction. */
    public static final class Savepoint {
        private final int undos;
        private final int events;
        private final int actions;

        private Savepoint(int undos, int events, int actions) {
            this.undos = undos;
            this.events = events;
            this.actions = actions;
        }
    }

    private record Undo(Table table, String id, @Nullable Row before, int kilobytes) {
        void run() {
            if (before == null) {
                table.remove(id);
            } else {
                table.put(before);
            }
        }
    }
}
