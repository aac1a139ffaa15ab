package io.casewire.localorg.dml;

import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Gives Cases and Leads to whom the active assignment rule says, or to the default owner, unless the call says {@code
 * Sforce-Auto-Assign: FALSE}. Salesforce does so on create and on update, and also when no assignment rule is active
 * (Salesforce REST API guide: Assignment Rule Header).
 */
final class DefaultOwner {
    private final String username;
    private final BiFunction<Schema, SObjectType, List<OwnerRule>> rules;
    private volatile Known known = new Known(null, Map.of());

    /** The rules of one schema. */
    private record Known(@Nullable Schema schema, Map<SObjectType, List<OwnerRule>> rules) {}

    DefaultOwner(String username, BiFunction<Schema, SObjectType, List<OwnerRule>> rules) {
        this.username = username;
        this.rules = rules;
    }

    void assign(RecordView view, SObjectType type, Row.Draft draft, @Nullable Row before, WriteContext context) {
        if (!type.definition().assignable() || !context.autoAssign()) {
            return;
        }
        SavedRecord record = new SavedRecord(type, draft::get, before, context.now());
        String owner = null;
        for (OwnerRule rule : rules(view.schema(), type)) {
            if (owner == null && rule.takes(record)) {
                owner = rule.assignedToType().equals("Queue")
                        ? queue(view, rule.assignedTo())
                        : user(view, rule.assignedTo());
            }
        }
        String id = owner == null ? user(view, username) : owner;
        if (id != null) {
            draft.set(type.field("OwnerId"), id);
        }
    }

    private List<OwnerRule> rules(Schema schema, SObjectType type) {
        Known now = known;
        if (now.schema != schema) {
            Map<SObjectType, List<OwnerRule>> all = new HashMap<>();
            schema.types().stream()
                    .filter(each -> each.definition().assignable())
                    .forEach(each -> all.put(each, rules.apply(schema, each)));
            now = new Known(schema, all);
            known = now;
        }
        return now.rules.getOrDefault(type, List.of());
    }

    private static @Nullable String user(RecordView view, String name) {
        SObjectType users = view.schema().type("User");
        List<Row> found = view.find(users, users.field("Username"), name);
        return found.isEmpty() ? null : found.get(0).id();
    }

    private static @Nullable String queue(RecordView view, String developerName) {
        SObjectType groups = view.schema().type("Group");
        Field name = groups.field("DeveloperName");
        return view.rows(groups).stream()
                .filter(row -> developerName.equals(row.text(name)))
                .map(Row::id)
                .findFirst()
                .orElse(null);
    }
}
