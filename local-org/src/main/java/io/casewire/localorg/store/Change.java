package io.casewire.localorg.store;

import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a transaction changes, all of it or nothing: the schema when it was a deploy, records as they are after it, events. */
record Change(@Nullable Schema schema, Map<SObjectType, Collection<Row>> rows, List<Event> events) {
    boolean isEmpty() {
        return schema == null && events.isEmpty() && rows.values().stream().allMatch(Collection::isEmpty);
    }
}
