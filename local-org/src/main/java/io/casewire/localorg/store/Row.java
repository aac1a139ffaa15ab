package io.casewire.localorg.store;

import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.FieldType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One record: its id and a value per field slot; immutable. */
public final class Row {
    private final String id;
    private final @Nullable Object[] values;

    Row(String id, @Nullable Object[] values) {
        this.id = id;
        this.values = values;
    }

    /** The 18-character record id. */
    public String id() {
        return id;
    }

    /** The value of a field; a checkbox is never null. */
    public @Nullable Object get(Field field) {
        Object value = field.slot() < values.length ? values[field.slot()] : null;
        return value == null && field.type() == FieldType.BOOLEAN ? Boolean.FALSE : value;
    }

    public @Nullable String text(Field field) {
        return (String) get(field);
    }

    /** A copy to change. */
    public Draft edit() {
        return new Draft(id, Arrays.copyOf(values, values.length));
    }

    int slots() {
        return values.length;
    }

    @Nullable
    Object at(int slot) {
        return values[slot];
    }

    /** A record being written. */
    public static final class Draft {
        private final String id;
        private @Nullable Object[] values;

        private Draft(String id, @Nullable Object[] values) {
            this.id = id;
            this.values = values;
        }

        /** A new record with room for {@code slots} values. */
        public static Draft create(String id, int slots) {
            return new Draft(id, new Object[slots]);
        }

        public void set(Field field, @Nullable Object value) {
            if (field.slot() >= values.length) {
                values = Arrays.copyOf(values, field.slot() + 1);
            }
            values[field.slot()] = value;
        }

        public String id() {
            return id;
        }

        public @Nullable Object get(Field field) {
            return field.slot() < values.length ? values[field.slot()] : null;
        }

        public @Nullable String text(Field field) {
            return (String) get(field);
        }

        /** The finished record; the draft must not be changed after this. */
        public Row toRow() {
            return new Row(id, values);
        }
    }
}
