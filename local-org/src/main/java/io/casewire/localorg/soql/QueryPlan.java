package io.casewire.localorg.soql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.fault.ApiException;
import io.casewire.localorg.fault.StatusCode;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A query checked against the org's objects, ready to run and to render what it found. */
public final class QueryPlan {
    private final Query query;
    private final SObjectType type;
    private final List<FieldPath> fields;
    private final @Nullable FieldPath counted;
    private final Filter filter;
    private final List<FieldPath> orderPaths;

    private QueryPlan(Query query, Schema schema, SObjectType type, LocalDate today) {
        this.query = query;
        this.type = type;
        this.fields = query.fields().stream()
                .map(ref -> FieldPath.resolve(query.text(), schema, type, ref))
                .toList();
        FieldRef countField = query.count() == null ? null : query.count().field();
        this.counted = countField == null ? null : FieldPath.resolve(query.text(), schema, type, countField);
        this.filter = new FilterBuilder(query.text(), schema, type, today).build(query.where());
        this.orderPaths = query.orders().stream()
                .map(order -> FieldPath.resolve(query.text(), schema, type, order.field()))
                .toList();
    }

    /** Checks a query; {@code today} is what its date literals count from. */
    public static QueryPlan of(String soql, Schema schema, LocalDate today) {
        Query query = Soql.parse(soql);
        String objectName = query.object().toString();
        SObjectType type = schema.find(objectName);
        if (type == null || type.definition().event()) {
            throw new ApiException(
                    StatusCode.INVALID_TYPE,
                    "sObject type '" + objectName
                            + "' is not supported. If you are attempting to use a custom object, be"
                            + " sure to append the '__c' after the entity name. Please reference your WSDL or the"
                            + " describe call for the appropriate names.");
        }
        return new QueryPlan(query, schema, type, today);
    }

    public SObjectType type() {
        return type;
    }

    /** Whether the query is {@code COUNT()}, whose answer is a number without records. */
    public boolean isBareCount() {
        return query.count() != null && counted == null;
    }

    /** Whether the query is {@code COUNT(field)}, whose answer is one aggregate record. */
    public boolean isAggregate() {
        return counted != null;
    }

    /** The records that match, in order. */
    public List<Row> run(RecordView view, boolean includeDeleted) {
        boolean withDeleted = includeDeleted || query.allRows();
        Collection<Row> indexed = withDeleted ? null : Lookup.candidates(view, query.text(), type, query.where());
        Field isDeleted = type.field("IsDeleted");
        int wanted = query.limit() < 0 ? Integer.MAX_VALUE : query.limit();
        int stopAfter = query.orders().isEmpty()
                ? (int) Math.min(Integer.MAX_VALUE, (long) wanted + query.offset())
                : Integer.MAX_VALUE;
        List<Row> found = new ArrayList<>();
        for (Row row : indexed != null ? indexed : view.rows(type)) {
            if (found.size() >= stopAfter) {
                break;
            }
            if ((withDeleted || row.get(isDeleted) != Boolean.TRUE) && filter.accepts(view, row)) {
                found.add(row);
            }
        }
        if (!query.orders().isEmpty()) {
            found.sort(order(view));
        }
        int from = Math.min(query.offset(), found.size());
        return found.subList(from, (int) Math.min(found.size(), (long) from + wanted));
    }

    private Comparator<Row> order(RecordView view) {
        Comparator<Row> order = (a, b) -> 0;
        for (int i = 0; i < orderPaths.size(); i++) {
            FieldPath path = orderPaths.get(i);
            Query.Order by = query.orders().get(i);
            order = order.thenComparing(
                    row -> new Sortable(Operands.comparable(path.field(), path.value(view, row))), sortables(by));
        }
        return order;
    }

    private static Comparator<Sortable> sortables(Query.Order by) {
        return (a, b) -> {
            if (a.value() == null || b.value() == null) {
                int nullFirst = Boolean.compare(a.value() != null, b.value() != null);
                return by.nullsLast() ? -nullFirst : nullFirst;
            }
            int order = Range.order(a.value(), b.value());
            return by.descending() ? -order : order;
        };
    }

    private record Sortable(@Nullable Object value) {}

    /** The one record {@code COUNT(field)} answers with: how many of the records have a value. */
    public ObjectNode aggregate(RecordView view, List<Row> rows) {
        FieldPath path = Objects.requireNonNull(counted);
        long count = rows.stream().filter(row -> path.value(view, row) != null).count();
        ObjectNode record = RecordJson.record("AggregateResult", "", null);
        String alias = query.count() == null ? "expr0" : query.count().alias();
        return record.put(alias, count);
    }

    /** A found record with the selected fields, parents nested as the query names them. */
    public ObjectNode render(RecordView view, Row row, String apiVersion) {
        ObjectNode record = RecordJson.record(type.name(), apiVersion, row.id());
        fields.forEach(path -> path.render(view, row, type, record, apiVersion));
        return record;
    }

    /** The selected columns and whether each is a custom field, for clients that ask for column metadata. */
    public Map<String, Field> columns() {
        Map<String, Field> columns = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            columns.put(query.fields().get(i).toString(), fields.get(i).field());
        }
        return columns;
    }
}
