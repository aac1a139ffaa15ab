/** The words every stage shares: stages, outcomes, findings, ids; imports nothing of ours. */
@NullMarked
package io.casewire.model;

import org.jspecify.annotations.NullMarked;
