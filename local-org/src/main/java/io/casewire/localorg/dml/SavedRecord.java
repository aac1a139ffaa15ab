package io.casewire.localorg.dml;

import io.casewire.localorg.formula.FormulaRecord;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.store.Row;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A record that is being saved, as formulas see it.
 *
 * @param values its fields as they will be
 * @param before the record as it was; null when it is new
 */
record SavedRecord(SObjectType type, Function<Field, @Nullable Object> values, @Nullable Row before, Instant now)
        implements FormulaRecord {

    @Override
    public @Nullable Object value(String name) {
        Field field = type.findField(name);
        return field == null ? null : values.apply(field);
    }

    @Override
    public @Nullable Object prior(String name) {
        Field field = type.findField(name);
        return before == null || field == null ? value(name) : before.get(field);
    }

    @Override
    public boolean isNew() {
        return before == null;
    }
}
