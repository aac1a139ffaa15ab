package io.casewire.localorg.soql;

import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** ORDER BY as a comparator, of records or of groups. */
final class Sorting {
    private Sorting() {}

    /** @param value what a term is for one of the things that are sorted */
    static <T> Comparator<T> of(
            List<Query.Order> orders, List<ResolvedTerm> terms, BiFunction<ResolvedTerm, T, @Nullable Object> value) {
        Comparator<T> all = (a, b) -> 0;
        for (int i = 0; i < orders.size(); i++) {
            ResolvedTerm term = terms.get(i);
            Query.Order by = orders.get(i);
            all = all.thenComparing((a, b) -> compare(
                    by,
                    Operands.comparable(term.result(), value.apply(term, a)),
                    Operands.comparable(term.result(), value.apply(term, b))));
        }
        return all;
    }

    private static int compare(Query.Order by, @Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            int nullFirst = Boolean.compare(a != null, b != null);
            return by.nullsLast() ? -nullFirst : nullFirst;
        }
        int order = Range.order(a, b);
        return by.descending() ? -order : order;
    }
}
