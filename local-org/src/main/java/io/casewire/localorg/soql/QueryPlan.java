package io.casewire.localorg.soql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.soql.Query.Selected;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A query checked against the org's objects, ready to run and to render what it found. One thread at a time. */
public final class QueryPlan {
    /** {@code FIELDS()} of all or custom fields is for looking around, not for reading everything. */
    private static final int MOST_ROWS_OF_ALL_FIELDS = 200;

    private final Query query;
    private final SObjectType type;
    private final Map<String, FieldPath> fields = new LinkedHashMap<>();
    private final List<Children> children = new ArrayList<>();
    private final @Nullable Groups groups;
    private final Filter filter;
    private final List<SemiJoin> semiJoins;
    private final List<ResolvedTerm> orders;

    private QueryPlan(Query query, Schema schema, SObjectType type, LocalDate today) {
        this.query = query;
        this.type = type;
        boolean grouped = query.isAggregate() && !isBareCount();
        this.groups = grouped ? new Groups(query, schema, type, today) : null;
        if (!query.isAggregate()) {
            query.selected().forEach(item -> select(item, schema, today));
        }
        FilterBuilder builder = new FilterBuilder(query.text(), schema, type, today);
        this.filter = builder.build(query.where());
        this.semiJoins = builder.semiJoins();
        this.orders = grouped
                ? List.of()
                : query.orders().stream()
                        .map(order -> ResolvedTerm.of(query.text(), schema, type, order.term()))
                        .toList();
    }

    private void select(Selected item, Schema schema, LocalDate today) {
        if (item instanceof Selected.Children of) {
            children.add(Children.of(of.query(), schema, type, today));
        } else if (item instanceof Selected.Fields all) {
            selectAll(all.which());
        } else if (item instanceof Selected.Value value) {
            Term term = value.term();
            if (term.function() != Function.NONE) {
                throw QueryErrors.unsupported(term + " without GROUP BY");
            }
            if (value.alias() != null) {
                throw new ApiException(
                        StatusCode.MALFORMED_QUERY, "only aggregate expressions use field aliasing: " + value.alias());
            }
            FieldPath path = FieldPath.resolve(query.text(), schema, type, term.requiredField());
            if (fields.put(term.name(), path) != null) {
                throw new ApiException(StatusCode.MALFORMED_QUERY, "duplicate field selected: " + term);
            }
        }
    }

    private void selectAll(String which) {
        boolean few = query.limit() >= 0 && query.limit() <= MOST_ROWS_OF_ALL_FIELDS;
        if (!which.equals("STANDARD") && !few) {
            throw new ApiException(
                    StatusCode.MALFORMED_QUERY,
                    "The SOQL FIELDS function must have a LIMIT of at most " + MOST_ROWS_OF_ALL_FIELDS);
        }
        for (Field field : type.fields()) {
            if (which.equals("ALL") || field.custom() == which.equals("CUSTOM")) {
                fields.put(field.name(), new FieldPath(List.of(), field));
            }
        }
    }

    /** Checks a query; {@code today} is what its date literals count from. */
    public static QueryPlan of(String soql, Schema schema, LocalDate today) {
        return of(Soql.parse(soql), schema, today);
    }

    static QueryPlan of(Query query, Schema schema, LocalDate today) {
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
        return of(query, schema, type, today);
    }

    static QueryPlan of(Query query, Schema schema, SObjectType type, LocalDate today) {
        return new QueryPlan(query, schema, type, today);
    }

    public SObjectType type() {
        return type;
    }

    /** Whether the query is {@code COUNT()}, whose answer is a number without records. */
    public boolean isBareCount() {
        return query.groups().isEmpty()
                && query.selected().size() == 1
                && query.selected().get(0) instanceof Selected.Value value
                && value.term().function() == Function.COUNT
                && value.term().field() == null;
    }

    /** Whether its answer is about groups of records. */
    public boolean isAggregate() {
        return groups != null;
    }

    /** Whether its answer is a table of records and fields, without children. */
    public boolean isTable() {
        return !query.isAggregate() && children.isEmpty();
    }

    /** The one field of a semi-join's query. */
    FieldPath onlyPath() {
        return fields.values().iterator().next();
    }

    /** The records that match, in order; for aggregates all that are put into groups. */
    public List<Row> run(RecordView view, boolean includeDeleted) {
        semiJoins.forEach(join -> join.prepare(view));
        boolean withDeleted = includeDeleted || query.allRows();
        Collection<Row> indexed = withDeleted ? null : Lookup.candidates(view, query.text(), type, query.where());
        Field isDeleted = type.field("IsDeleted");
        int wanted = query.limit() < 0 || groups != null ? Integer.MAX_VALUE : query.limit();
        int offset = groups != null ? 0 : query.offset();
        int stopAfter =
                orders.isEmpty() ? (int) Math.min(Integer.MAX_VALUE, (long) wanted + offset) : Integer.MAX_VALUE;
        List<Row> found = new ArrayList<>();
        for (Row row : indexed != null ? indexed : view.rows(type)) {
            if (found.size() >= stopAfter) {
                break;
            }
            if ((withDeleted || row.get(isDeleted) != Boolean.TRUE) && filter.accepts(view, row)) {
                found.add(row);
            }
        }
        if (!orders.isEmpty()) {
            found.sort(Sorting.of(query.orders(), orders, (term, row) -> term.value(view, row)));
        }
        int from = Math.min(offset, found.size());
        return found.subList(from, (int) Math.min(found.size(), (long) from + wanted));
    }

    /** The lines of an aggregate query. */
    public List<ObjectNode> aggregate(RecordView view, List<Row> rows) {
        return Objects.requireNonNull(groups).lines(view, rows);
    }

    /** A found record with the selected fields, parents and children nested as the query names them. */
    public ObjectNode render(RecordView view, Row row, String apiVersion) {
        ObjectNode record = RecordJson.record(type.name(), apiVersion, row.id());
        fields.values().forEach(path -> path.render(view, row, type, record, apiVersion));
        children.forEach(of -> record.set(of.relationship(), of.render(view, row, apiVersion)));
        return record;
    }

    /** The names of the selected fields, as the query writes them. */
    public List<String> header() {
        return List.copyOf(fields.keySet());
    }

    /** A found record as text, field by field; what is empty is "". */
    public List<String> values(RecordView view, Row row) {
        List<String> values = new ArrayList<>(fields.size());
        fields.values().forEach(path -> {
            Object value = path.value(view, row);
            values.add(value == null ? "" : RecordJson.value(value).asText());
        });
        return values;
    }

    /** A column for clients that ask for column metadata. */
    public record Column(Field field, boolean aggregate) {}

    /** The columns of the answer, by name. */
    public Map<String, Column> columns() {
        Map<String, Column> columns = new LinkedHashMap<>();
        fields.forEach((name, path) -> columns.put(name, new Column(path.field(), false)));
        if (groups != null) {
            groups.columns()
                    .forEach((name, term) -> columns.put(
                            name,
                            new Column(term.result(), term.term().function().isAggregate())));
        }
        return columns;
    }
}
