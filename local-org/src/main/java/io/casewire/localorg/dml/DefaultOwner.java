package io.casewire.localorg.dml;

import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import java.util.List;

/**
 * Gives Cases and Leads to the default owner unless the call says {@code Sforce-Auto-Assign: FALSE}. Salesforce does so
 * on create and on update, and also when no assignment rule is active (Salesforce REST API guide: Assignment Rule
 * Header).
 */
final class DefaultOwner {
    private final String username;

    DefaultOwner(String username) {
        this.username = username;
    }

    void assign(RecordView view, SObjectType type, Row.Draft draft, WriteContext context) {
        if (!type.definition().assignable() || !context.autoAssign()) {
            return;
        }
        SObjectType user = view.schema().type("User");
        List<Row> owners = view.find(user, user.field("Username"), username);
        if (!owners.isEmpty()) {
            draft.set(type.field("OwnerId"), owners.get(0).id());
        }
    }
}
