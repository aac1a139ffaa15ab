package io.casewire.localorg.store;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Record ids by the value of a field, or of several. */
final class Index {
    private final IndexSpec spec;
    private final Map<Object, Set<String>> idsByKey = new HashMap<>();

    Index(IndexSpec spec) {
        this.spec = spec;
    }

    void add(Row row) {
        Object key = spec.keyOf(row);
        if (key != null) {
            idsByKey.merge(key, Set.of(row.id()), Index::union);
        }
    }

    void remove(Row row) {
        Object key = spec.keyOf(row);
        if (key != null) {
            idsByKey.computeIfPresent(key, (k, ids) -> without(ids, row.id()));
        }
    }

    Set<String> find(Object key) {
        return idsByKey.getOrDefault(key, Set.of());
    }

    private static Set<String> union(Set<String> some, Set<String> more) {
        if (some.containsAll(more)) {
            return some;
        }
        Set<String> all = some instanceof HashSet ? some : new HashSet<>(some);
        all.addAll(more);
        return all;
    }

    @SuppressWarnings("ReturnValueIgnored")
    private static @Nullable Set<String> without(Set<String> ids, String id) {
        if (ids.size() == 1) {
            return ids.contains(id) ? null : ids;
        }
        ids.remove(id);
        return ids;
    }
}
