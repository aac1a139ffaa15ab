package io.casewire.localorg.store;

import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction changes, all of it or nothing: the schema when it was a deploy, records as they are after it, events,
 * and marks, which are named numbers of the org's own; 0 removes one.
 */
record Change(
        @Nullable Schema schema, Map<SObjectType, Collection<Row>> rows, List<Event> events, Map<String, Long> marks) {
    static Change of(Schema schema) {
        return new Change(schema, Map.of(), List.of(), Map.of());
    }

    static Change of(Map<SObjectType, Collection<Row>> rows) {
        return new Change(null, rows, List.of(), Map.of());
    }

    static Change of(Event event) {
        return new Change(null, Map.of(), List.of(event), Map.of());
    }

    static Change of(Map.Entry<String, Long> mark) {
        return new Change(null, Map.of(), List.of(), Map.ofEntries(mark));
    }

    boolean isEmpty() {
        return schema == null
                && events.isEmpty()
                && marks.isEmpty()
                && rows.values().stream().allMatch(Collection::isEmpty);
    }
}
