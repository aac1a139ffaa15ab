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
 * What people do who merge Cases, Accounts, Contacts, Leads or Individuals: everything that pointed to the losers points to the
 * master, and {@code MasterRecordId} of the losers leads on. Losers are deleted; those of Cases, by an org's setting, kept and
 * closed (Salesforce help: merge cases, merge duplicate contacts).
 */
public final class RecordMerge {
    private static final int MOST_LOSERS = 2;
    private static final String MASTER = "MasterRecordId";

    private final Setup setup;
    private final Triggers triggers;

    public RecordMerge(Setup setup, Triggers triggers) {
        this.setup = setup;
        this.triggers = triggers;
    }

    /** @throws ApiException when one of the ids is no record that is there and of the master's type, or there are too many */
    public void merge(Transaction tx, String masterId, List<String> loserIds, WriteContext context) {
        SObjectType type = tx.schema().typeOfId(masterId);
        if (type == null || type.findField(MASTER) == null) {
            throw new ApiException(StatusCode.INVALID_CROSS_REFERENCE_KEY, masterId + " is nothing that is merged");
        }
        Row master = require(tx, type, masterId);
        if (loserIds.isEmpty() || loserIds.size() > MOST_LOSERS || loserIds.contains(masterId)) {
            throw new ApiException(StatusCode.INVALID_FIELD, "a merge takes one master and one or two others");
        }
        for (String loserId : loserIds) {
            Row loser = require(tx, type, loserId);
            moveChildren(tx, type, loser.id(), master.id(), context);
            boolean kept = type.name().equals("Case") && setup.settings().masterCasesKeepLosers();
            if (!kept) {
                triggers.beforeDelete(tx, type, loser, context);
            }
            Row.Draft merged = loser.edit();
            merged.set(type.field(MASTER), master.id());
            if (kept) {
                close(type, merged, context);
            } else {
                merged.set(type.field("IsDeleted"), true);
            }
            Audit.touch(type, merged, context);
            Row row = merged.toRow();
            tx.put(type, row);
            if (kept) {
                triggers.afterSave(tx, type, row, loser, context);
            }
        }
    }

    private static Row require(Transaction tx, SObjectType type, String id) {
        Row row = tx.findLive(id);
        if (row == null || tx.schema().typeOfId(id) != type) {
            throw new ApiException(StatusCode.INVALID_CROSS_REFERENCE_KEY, "there is no " + type.name() + " " + id);
        }
        return row;
    }

    private static void moveChildren(Transaction tx, SObjectType type, String from, String to, WriteContext context) {
        for (SObjectType child : tx.schema().types()) {
            for (Field lookup : child.fields()) {
                boolean leads = !child.definition().event()
                        && lookup.referenceTo().contains(type.name())
                        && !lookup.name().equals(MASTER);
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
