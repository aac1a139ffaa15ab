package io.casewire.localorg.soql;

import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.FieldType;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A term checked against the objects of the org. */
record ResolvedTerm(Term term, @Nullable FieldPath path) {

    static ResolvedTerm of(String query, Schema schema, SObjectType type, Term term) {
        FieldRef ref = term.field();
        FieldPath path = ref == null ? null : FieldPath.resolve(query, schema, type, ref);
        if (path != null && ref != null) {
            FieldType fieldType = path.field().type();
            boolean fits =
                    switch (term.function()) {
                        case SUM, AVG -> fieldType.isNumber();
                        case MIN, MAX -> fieldType != FieldType.BOOLEAN;
                        case HOUR_IN_DAY, DAY_ONLY -> fieldType == FieldType.DATETIME;
                        default ->
                            !term.function().isOfTime()
                                    || fieldType == FieldType.DATE
                                    || fieldType == FieldType.DATETIME;
                    };
            if (!fits) {
                throw QueryErrors.wrongFilter(
                        query, ref, "field " + ref + " does not support " + term.function() + "()");
            }
        }
        return new ResolvedTerm(term, path);
    }

    /** What a value of this is like, for comparisons. */
    Field result() {
        return term.function().result(path == null ? null : path.field());
    }

    FieldPath requiredPath() {
        return Objects.requireNonNull(path);
    }

    /** The value for one record; not for aggregates. */
    @Nullable
    Object value(RecordView view, Row row) {
        return term.function().of(requiredPath().value(view, row));
    }

    /** The value for a group of records. What a group has in common is its first record's. */
    @Nullable
    Object value(RecordView view, List<Row> group) {
        FieldPath at = path;
        if (at == null) {
            return (double) group.size();
        }
        return switch (term.function()) {
            case COUNT -> (double) values(view, group, at).size();
            case COUNT_DISTINCT ->
                (double) values(view, group, at).stream()
                        .map(value -> Operands.comparable(at.field(), value))
                        .distinct()
                        .count();
            case SUM -> sum(view, group, at);
            case AVG -> {
                Double sum = sum(view, group, at);
                yield sum == null
                        ? null
                        : (Object) (sum / values(view, group, at).size());
            }
            case MIN -> values(view, group, at).stream().min(Range::order).orElse(null);
            case MAX -> values(view, group, at).stream().max(Range::order).orElse(null);
            default -> group.isEmpty() ? null : value(view, group.get(0));
        };
    }

    private static @Nullable Double sum(RecordView view, List<Row> group, FieldPath path) {
        List<Object> values = values(view, group, path);
        return values.isEmpty()
                ? null
                : (Double) values.stream()
                        .mapToDouble(value -> ((Number) value).doubleValue())
                        .sum();
    }

    private static List<Object> values(RecordView view, List<Row> group, FieldPath path) {
        return group.stream()
                .<@Nullable Object>map(row -> path.value(view, row))
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }
}
