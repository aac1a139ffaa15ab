package io.casewire.localorg.formula;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The record a formula is about, as it is being saved, and the time it is saved at. */
public interface FormulaRecord {
    /** What the field, or whatever else the formula refers to by this name, is now; null when it is empty. */
    @Nullable
    Object value(String name);

    /** What it was before the save; of a new record, what it is now. */
    @Nullable
    Object prior(String name);

    boolean isNew();

    Instant now();
}
