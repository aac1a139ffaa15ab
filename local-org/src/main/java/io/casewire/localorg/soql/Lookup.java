package io.casewire.localorg.soql;

import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.FieldType;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.soql.Condition.Comparison;
import io.casewire.localorg.soql.Condition.Operator;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The records an index gives for a WHERE clause that asks for ids or external ids, so that no scan is needed. */
final class Lookup {
    private Lookup() {}

    /** The candidates in the order of their ids, or null when no index helps. Deleted records are not among them. */
    static @Nullable Collection<Row> candidates(
            RecordView view, String query, SObjectType type, @Nullable Condition where) {
        if (where instanceof Condition.And and) {
            return and.all().stream()
                    .map(part -> candidates(view, query, type, part))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }
        if (!(where instanceof Comparison comparison) || !isEquality(comparison)) {
            return null;
        }
        Field field = type.findField(comparison.term().name());
        if (field == null || !(field.isIndexed() || field.type() == FieldType.ID)) {
            return null;
        }
        return find(view, query, type, field, comparison);
    }

    private static boolean isEquality(Comparison comparison) {
        return (comparison.operator() == Operator.EQUAL || comparison.operator() == Operator.IN)
                && comparison.term().function() == Function.NONE
                && comparison.term().requiredField().path().size() == 1
                && comparison.values().stream()
                        .allMatch(value -> value.kind() == Literal.Kind.TEXT || value.kind() == Literal.Kind.NUMBER);
    }

    private static @Nullable Collection<Row> find(
            RecordView view, String query, SObjectType type, Field field, Comparison comparison) {
        if (field.type().isNumber()) {
            return null; // an integer field keeps integers, a query compares doubles
        }
        Operands operands = new Operands(query, comparison.term().requiredField(), field, LocalDate.EPOCH);
        TreeMap<String, Row> found = new TreeMap<>();
        for (Literal literal : comparison.values()) {
            Object key = operands.key(literal);
            if (key == null) {
                continue;
            }
            if (field.type() == FieldType.ID) {
                Row row = view.get(type, key.toString());
                if (row != null) {
                    found.put(row.id(), row);
                }
            } else {
                view.find(type, field, literal.text()).forEach(row -> found.put(row.id(), row));
            }
        }
        return found.values();
    }
}
