package io.casewire.localorg.dml;

import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.store.Row;
import io.casewire.localorg.store.Transaction;
import org.jspecify.annotations.Nullable;

/** What runs by itself when records are saved or deleted. A refusal of theirs is a refusal of the record. */
public interface Triggers {
    /** Nothing does. */
    Triggers NONE = new Triggers() {
        @Override
        public void beforeSave(
                Transaction tx, SObjectType type, Row.Draft draft, @Nullable Row before, WriteContext context) {}

        @Override
        public void afterSave(Transaction tx, SObjectType type, Row row, @Nullable Row before, WriteContext context) {}

        @Override
        public void beforeDelete(Transaction tx, SObjectType type, Row row, WriteContext context) {}
    };

    /** The record may still be changed. */
    void beforeSave(Transaction tx, SObjectType type, Row.Draft draft, @Nullable Row before, WriteContext context);

    /** The record is there for whoever reads in this transaction. */
    void afterSave(Transaction tx, SObjectType type, Row row, @Nullable Row before, WriteContext context);

    /** The record somebody deletes is still there; for those that go with it this is not called, as in Salesforce. */
    void beforeDelete(Transaction tx, SObjectType type, Row row, WriteContext context);
}
