package io.casewire.localorg.soql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A query of children inside another one. It runs once, and its records are then shared out among the parents. */
final class Children {
    private final String relationship;
    private final Field lookup;
    private final QueryPlan plan;
    private final int limit;
    private @Nullable Map<String, List<Row>> byParent;

    private Children(String relationship, Field lookup, QueryPlan plan, int limit) {
        this.relationship = relationship;
        this.lookup = lookup;
        this.plan = plan;
        this.limit = limit;
    }

    static Children of(Query query, Schema schema, SObjectType parent, LocalDate today) {
        String name = query.object().toString();
        for (SObjectType child : schema.types()) {
            for (Field lookup : child.fields()) {
                if (name.equalsIgnoreCase(lookup.childRelationshipName())
                        && lookup.referenceTo().stream().anyMatch(parent.name()::equalsIgnoreCase)) {
                    return new Children(
                            String.valueOf(lookup.childRelationshipName()),
                            lookup,
                            QueryPlan.of(withoutLimit(query), schema, child, today),
                            query.limit());
                }
            }
        }
        throw QueryErrors.noSuchRelationship(query.text(), query.object(), name, parent.name());
    }

    /** Its limit is for each parent. */
    private static Query withoutLimit(Query query) {
        return new Query(
                query.text(),
                query.selected(),
                query.object(),
                query.where(),
                query.groups(),
                query.having(),
                query.orders(),
                -1,
                0,
                false);
    }

    String relationship() {
        return relationship;
    }

    /** The children of one parent as a result of their own, or null when it has none. */
    JsonNode render(RecordView view, Row parent, String apiVersion) {
        List<Row> rows = all(view).getOrDefault(parent.id(), List.of());
        List<Row> some = limit < 0 ? rows : rows.subList(0, Math.min(limit, rows.size()));
        if (some.isEmpty()) {
            return NullNode.instance;
        }
        ObjectNode result = JsonNodeFactory.instance
                .objectNode()
                .put("totalSize", some.size())
                .put("done", true);
        ArrayNode records = result.putArray("records");
        some.forEach(row -> records.add(plan.render(view, row, apiVersion)));
        return result;
    }

    private Map<String, List<Row>> all(RecordView view) {
        Map<String, List<Row>> found = byParent;
        if (found == null) {
            found = new HashMap<>();
            for (Row row : plan.run(view, false)) {
                String id = row.text(lookup);
                if (id != null) {
                    found.computeIfAbsent(id, key -> new ArrayList<>()).add(row);
                }
            }
            byParent = found;
        }
        return found;
    }
}
