package io.casewire.localorg.dml;

import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.store.Row;

/** Who changed a record last, and when. */
final class Audit {
    private Audit() {}

    static void touch(SObjectType type, Row.Draft draft, WriteContext context) {
        draft.set(type.field("LastModifiedDate"), context.now());
        draft.set(type.field("LastModifiedById"), context.userId());
        draft.set(type.field("SystemModstamp"), context.now());
    }
}
