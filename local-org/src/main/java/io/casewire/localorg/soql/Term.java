package io.casewire.localorg.soql;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A field, or a function of a field.
 *
 * @param field null for {@code COUNT()} only
 */
record Term(Function function, @Nullable FieldRef field) {

    FieldRef requiredField() {
        return Objects.requireNonNull(field);
    }

    /** Whether both mean the same, wherever they stand in the query. */
    boolean isSame(Term other) {
        return function == other.function && name().equalsIgnoreCase(other.name());
    }

    /** As the query writes it. */
    String name() {
        String path = field == null ? "" : field.toString();
        return function == Function.NONE ? path : function + "(" + path + ")";
    }

    @Override
    public String toString() {
        return name();
    }
}
