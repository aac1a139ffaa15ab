package io.casewire.localorg.soql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query as written, not yet checked against the objects of the org.
 *
 * @param object the object it reads; inside another query the relationship that leads to the children
 * @param groups what GROUP BY lists
 * @param having the condition on groups
 * @param limit most rows, or -1
 */
record Query(
        String text,
        List<Selected> selected,
        FieldRef object,
        @Nullable Condition where,
        List<Term> groups,
        @Nullable Condition having,
        List<Order> orders,
        int limit,
        int offset,
        boolean allRows) {

    /** One item of SELECT. */
    sealed interface Selected {
        /** A field or a function of one. */
        record Value(Term term, @Nullable String alias) implements Selected {}

        /** {@code FIELDS(ALL)} and its siblings. */
        record Fields(String which) implements Selected {}

        /** A query of children. */
        record Children(Query query) implements Selected {}
    }

    /** One item of ORDER BY. */
    record Order(Term term, boolean descending, boolean nullsLast) {}

    /** Whether its answer is about groups of records and not about records. */
    boolean isAggregate() {
        return !groups.isEmpty()
                || selected.stream()
                        .anyMatch(item -> item instanceof Selected.Value value
                                && value.term().function().isAggregate());
    }
}
