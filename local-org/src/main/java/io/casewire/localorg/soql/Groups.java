package io.casewire.localorg.soql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.soql.Condition.Comparison;
import io.casewire.localorg.soql.Query.Selected;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The answer to a query with aggregates: its records put into groups, one line for each. */
final class Groups {
    private final Query query;
    private final List<ResolvedTerm> keys;
    private final Map<String, ResolvedTerm> columns = new LinkedHashMap<>();
    private final BiPredicate<RecordView, List<Row>> having;
    private final List<ResolvedTerm> orders;

    Groups(Query query, Schema schema, SObjectType type, LocalDate today) {
        this.query = query;
        this.keys = query.groups().stream()
                .map(term -> ResolvedTerm.of(query.text(), schema, type, term))
                .toList();
        int unnamed = 0;
        for (Selected item : query.selected()) {
            if (!(item instanceof Selected.Value value)) {
                throw new ApiException(
                        StatusCode.MALFORMED_QUERY, "Only grouped fields and aggregates can stand beside an aggregate");
            }
            Term term = value.term();
            requireGrouped(term);
            String name = value.alias();
            if (name == null) {
                name = term.function() == Function.NONE ? lastStep(term) : "expr" + unnamed++;
            }
            columns.put(name, ResolvedTerm.of(query.text(), schema, type, term));
        }
        this.having = having(query.having(), schema, type, today);
        this.orders = query.orders().stream()
                .map(order -> {
                    requireGrouped(order.term());
                    return ResolvedTerm.of(query.text(), schema, type, order.term());
                })
                .toList();
    }

    private static String lastStep(Term term) {
        List<String> path = term.requiredField().path();
        return path.get(path.size() - 1);
    }

    private void requireGrouped(Term term) {
        if (!term.function().isAggregate() && query.groups().stream().noneMatch(term::isSame)) {
            throw new ApiException(StatusCode.MALFORMED_QUERY, "Field must be grouped or aggregated: " + term);
        }
    }

    private BiPredicate<RecordView, List<Row>> having(
            @Nullable Condition condition, Schema schema, SObjectType type, LocalDate today) {
        if (condition == null) {
            return (view, group) -> true;
        } else if (condition instanceof Condition.And and) {
            return and.all().stream()
                    .map(part -> having(part, schema, type, today))
                    .reduce((view, group) -> true, BiPredicate::and);
        } else if (condition instanceof Condition.Or or) {
            return or.any().stream()
                    .map(part -> having(part, schema, type, today))
                    .reduce((view, group) -> false, BiPredicate::or);
        } else if (condition instanceof Condition.Not not) {
            return having(not.condition(), schema, type, today).negate();
        } else if (condition instanceof Comparison comparison) {
            requireGrouped(comparison.term());
            ResolvedTerm term = ResolvedTerm.of(query.text(), schema, type, comparison.term());
            FieldRef ref = comparison.term().field();
            Operands operands = new Operands(query.text(), ref == null ? query.object() : ref, term.result(), today);
            Predicate<@Nullable Object> test = ValueTests.of(comparison, operands, term.result());
            return (view, group) -> test.test(term.value(view, group));
        }
        throw QueryErrors.unsupported("A query inside HAVING");
    }

    /** What each column holds, by its name. */
    Map<String, ResolvedTerm> columns() {
        return columns;
    }

    /** The lines, in order. Without GROUP BY there is one, also when nothing was found. */
    List<ObjectNode> lines(RecordView view, List<Row> rows) {
        Map<List<@Nullable Object>, List<Row>> groups = new LinkedHashMap<>();
        if (keys.isEmpty()) {
            groups.put(List.of(), rows);
        }
        for (Row row : keys.isEmpty() ? List.<Row>of() : rows) {
            groups.computeIfAbsent(key(view, row), key -> new ArrayList<>()).add(row);
        }
        List<List<Row>> kept = new ArrayList<>(groups.values().stream()
                .filter(group -> having.test(view, group))
                .toList());
        if (!orders.isEmpty()) {
            kept.sort(Sorting.of(query.orders(), orders, (term, group) -> term.value(view, group)));
        }
        int from = Math.min(query.offset(), kept.size());
        int to = query.limit() < 0 ? kept.size() : (int) Math.min(kept.size(), (long) from + query.limit());
        return kept.subList(from, to).stream().map(group -> line(view, group)).toList();
    }

    private List<@Nullable Object> key(RecordView view, Row row) {
        List<@Nullable Object> key = new ArrayList<>(keys.size());
        for (ResolvedTerm term : keys) {
            Field field = term.result();
            key.add(Operands.comparable(field, term.value(view, row)));
        }
        return key;
    }

    private ObjectNode line(RecordView view, Collection<Row> group) {
        ObjectNode line = RecordJson.record("AggregateResult", "", null);
        columns.forEach((name, term) -> {
            Object value = term.value(view, List.copyOf(group));
            boolean whole =
                    term.term().function() == Function.COUNT || term.term().function() == Function.COUNT_DISTINCT;
            line.set(
                    name, RecordJson.value(whole && value instanceof Double count ? (Object) count.intValue() : value));
        });
        return line;
    }
}
