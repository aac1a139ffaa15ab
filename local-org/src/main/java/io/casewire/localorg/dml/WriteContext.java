package io.casewire.localorg.dml;

import io.casewire.localorg.rights.Rights;
import java.time.Instant;

/**
 * Who writes, when, and what the call's headers say.
 *
 * @param username of the user
 * @param autoAssign the {@code Sforce-Auto-Assign} header, true when it is absent (Salesforce REST API guide: Assignment
 *     Rule Header); then new and changed Cases and Leads go to the default owner
 * @param allowSave the {@code Sforce-Duplicate-Rule-Header}: whether a record is saved although it equals another
 * @param locks the parents the call holds
 * @param rights what the user may do
 */
public record WriteContext(
        String userId,
        String username,
        Instant now,
        boolean autoAssign,
        boolean allowSave,
        RowLocks.Holder locks,
        Rights rights) {

    /** The same work in system mode, as automation does it. */
    public WriteContext asSystem() {
        return new WriteContext(userId, username, now, autoAssign, allowSave, locks, Rights.ALL);
    }
}
