package io.casewire.localorg.soql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query as written, not yet checked against the objects of the org.
 *
 * @param fields what is selected; empty when {@code count} is set
 * @param count the one aggregate a query may ask for
 * @param limit most rows, or -1
 */
record Query(
        String text,
        List<FieldRef> fields,
        @Nullable Count count,
        FieldRef object,
        @Nullable Condition where,
        List<Order> orders,
        int limit,
        int offset,
        boolean allRows) {

    /** {@code COUNT()} when the field is null, else {@code COUNT(field) alias}. */
    record Count(@Nullable FieldRef field, String alias) {}

    /** One item of ORDER BY. */
    record Order(FieldRef field, boolean descending, boolean nullsLast) {}
}
