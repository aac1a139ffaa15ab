package io.casewire.localorg.soql;

import io.casewire.localorg.schema.FieldType;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;

/** Whether a lookup or an id is among those another query finds; that query runs once for each run of this one. */
final class SemiJoin implements Filter {
    private final FieldPath path;
    private final boolean negated;
    private final QueryPlan inner;
    private Set<Object> found = Set.of();

    private SemiJoin(FieldPath path, boolean negated, QueryPlan inner) {
        this.path = path;
        this.negated = negated;
        this.inner = inner;
    }

    static SemiJoin of(Condition.SemiJoin join, String query, Schema schema, SObjectType type, LocalDate today) {
        FieldPath path = FieldPath.resolve(query, schema, type, join.field());
        QueryPlan inner = QueryPlan.of(join.query(), schema, today);
        requireId(query, join.field(), path.field().type());
        if (join.query().selected().size() != 1) {
            throw QueryErrors.unsupported("A semi-join that selects more than one field");
        }
        requireId(query, join.query().object(), inner.onlyPath().field().type());
        return new SemiJoin(path, join.negated(), inner);
    }

    private static void requireId(String query, FieldRef where, FieldType type) {
        if (!type.isId()) {
            throw QueryErrors.wrongFilter(query, where, "semi join sub-selects can only compare ids and lookups");
        }
    }

    void prepare(RecordView view) {
        found = new HashSet<>();
        for (Row row : inner.run(view, false)) {
            Object id = inner.onlyPath().value(view, row);
            if (id != null) {
                found.add(id);
            }
        }
    }

    @Override
    public boolean accepts(RecordView view, Row row) {
        Object id = path.value(view, row);
        return (id != null && found.contains(id)) != negated;
    }
}
