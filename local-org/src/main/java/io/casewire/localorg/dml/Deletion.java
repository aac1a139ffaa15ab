package io.casewire.localorg.dml;

import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.store.Row;
import io.casewire.localorg.store.Transaction;
import java.util.List;

/** Deletes a record: details go with it, lookups to it are cleared, and a required lookup to it forbids the deletion. */
final class Deletion {
    void delete(Transaction tx, SObjectType type, Row row, WriteContext context) {
        if (type.name().equals("User")) {
            throw new ApiException(
                    StatusCode.INSUFFICIENT_ACCESS_OR_READONLY,
                    "Users are deactivated, not deleted: set IsActive to false");
        }
        Row.Draft deleted = row.edit();
        deleted.set(type.field("IsDeleted"), true);
        Audit.touch(type, deleted, context);
        tx.put(type, deleted.toRow());
        for (SObjectType child : tx.schema().types()) {
            for (Field lookup : child.fields()) {
                if (lookup.referenceTo().stream().anyMatch(type.name()::equalsIgnoreCase)) {
                    release(tx, child, lookup, row.id(), context);
                }
            }
        }
    }

    private void release(Transaction tx, SObjectType child, Field lookup, String id, WriteContext context) {
        if (child.definition().event()) {
            return;
        }
        Field isDeleted = child.field("IsDeleted");
        List<Row> referring = tx.rows(child).stream()
                .filter(row -> id.equals(row.get(lookup)) && row.get(isDeleted) != Boolean.TRUE)
                .toList();
        for (Row row : referring) {
            if (lookup.cascadeDelete()) {
                delete(tx, child, row, context);
            } else if (lookup.required()) {
                throw new ApiException(
                        StatusCode.DELETE_FAILED,
                        "Your attempt to delete the record could not be completed because it is associated with "
                                + child + " " + row.id());
            } else {
                Row.Draft cleared = row.edit();
                cleared.set(lookup, null);
                Audit.touch(child, cleared, context);
                tx.put(child, cleared.toRow());
            }
        }
    }
}
