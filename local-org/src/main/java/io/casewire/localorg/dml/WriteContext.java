package io.casewire.localorg.dml;

import java.time.Instant;

/**
 * Who writes, when, and whether new and changed Cases and Leads go to the default owner.
 *
 * @param autoAssign the {@code Sforce-Auto-Assign} header, true when it is absent (Salesforce REST API guide: Assignment
 *     Rule Header)
 */
public record WriteContext(String userId, Instant now, boolean autoAssign) {}
