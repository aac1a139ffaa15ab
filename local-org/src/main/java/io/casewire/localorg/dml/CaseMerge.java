package io.casewire.localorg.dml;

import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.PicklistValue;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.setup.Setup;
import io.casewire.localorg.store.Row;
import io.casewire.localorg.store.Transaction;
import java.util.List;

/**
 * What an agent does who merges Cases: everything that pointed to the losers points to the master, and {@code
 * MasterRecordId} of the losers leads on. By an org's setting losers are deleted, or kept and closed (Salesforce help:
 * merge cases).
 */
public final class CaseMerge {
    private static final int MOST_LOSERS = 2;

    private final Setup setup;
    private final Triggers triggers;

    public CaseMerge(Setup setup, Triggers triggers) {
        this.setup = setup;
        this.triggers = triggers;
    }

    /** @throws ApiException when one of the ids is no Case that is there, or there are too many */
    public void merge(Transaction tx, String masterId, List<String> loserIds, WriteContext context) {
        SObjectType cases = tx.schema().type("Case");
        Row master = require(tx, cases, masterId);
        if (loserIds.isEmpty() || loserIds.size() > MOST_LOSERS || loserIds.contains(masterId)) {
            throw new ApiException(StatusCode.INVALID_FIELD, "a merge takes one master and one or two other Cases");
        }
        for (String loserId : loserIds) {
            Row loser = require(tx, cases, loserId);
            moveChildren(tx, loser.id(), master.id(), context);
            boolean kept = setup.settings().masterCasesKeepLosers();
            if (!kept) {
                triggers.beforeDelete(tx, cases, loser, context);
            }
            Row.Draft merged = loser.edit();
            merged.set(cases.field("MasterRecordId"), master.id());
            if (kept) {
                close(cases, merged, context);
            } else {
                merged.set(cases.field("IsDeleted"), true);
            }
            Audit.touch(cases, merged, context);
            Row row = merged.toRow();
            tx.put(cases, row);
            if (kept) {
                triggers.afterSave(tx, cases, row, loser, context);
            }
        }
    }

    private static Row require(Transaction tx, SObjectType cases, String id) {
        Row row = tx.findLive(id);
        if (row == null || tx.schema().typeOfId(id) != cases) {
            throw new ApiException(StatusCode.INVALID_CROSS_REFERENCE_KEY, "there is no Case " + id);
        }
        return row;
    }

    private static void moveChildren(Transaction tx, String from, String to, WriteContext context) {
        for (SObjectType child : tx.schema().types()) {
            for (Field lookup : child.fields()) {
                boolean leads = !child.definition().event()
                        && lookup.referenceTo().contains("Case")
                        && !lookup.name().equals("MasterRecordId");
                if (leads) {
                    List<Row> referring = tx.rows(child).stream()
                            .filter(row -> from.equals(row.get(lookup)))
                            .toList();
                    for (Row row : referring) {
                        Row.Draft moved = row.edit();
                        moved.set(lookup, to);
                        Audit.touch(child, moved, context);
                        tx.put(child, moved.toRow());
                    }
                }
            }
        }
    }

    private static void close(SObjectType cases, Row.Draft loser, WriteContext context) {
        Field status = cases.field("Status");
        status.picklistValues().stream()
                .filter(PicklistValue::closed)
                .findFirst()
                .ifPresent(closed -> loser.set(status, closed.value()));
        loser.set(cases.field("IsClosed"), true);
        loser.set(cases.field("ClosedDate"), context.now());
    }
}
