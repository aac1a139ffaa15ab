package io.casewire.localorg.soql;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** From a value up to, but not including, another; both of the same type. */
record Range(Object start, Object end) {
    boolean contains(Object value) {
        return !isAfter(value) && !isBefore(value);
    }

    /** Whether the whole range comes after the value. */
    boolean isAfter(Object value) {
        return order(value, start) < 0;
    }

    /** Whether the whole range comes before the value. */
    boolean isBefore(Object value) {
        return order(value, end) >= 0;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    static int order(Object left, @Nullable Object right) {
        return ((Comparable) left).compareTo(Objects.requireNonNull(right));
    }
}
