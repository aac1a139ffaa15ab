/** Creates, updates, upserts and deletes records with the checks Salesforce makes on a write. */
@NullMarked
package io.casewire.localorg.dml;

import org.jspecify.annotations.NullMarked;
