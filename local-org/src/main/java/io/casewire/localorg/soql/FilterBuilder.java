package io.casewire.localorg.soql;

import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.soql.Condition.Comparison;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Checks a WHERE clause against the object's fields and turns it into a {@link Filter}. */
final class FilterBuilder {
    private final String query;
    private final Schema schema;
    private final SObjectType type;
    private final LocalDate today;
    private final List<SemiJoin> semiJoins = new ArrayList<>();

    FilterBuilder(String query, Schema schema, SObjectType type, LocalDate today) {
        this.query = query;
        this.schema = schema;
        this.type = type;
        this.today = today;
    }

    /** What has to be {@linkplain SemiJoin#prepare prepared} before the filter is asked. */
    List<SemiJoin> semiJoins() {
        return semiJoins;
    }

    Filter build(@Nullable Condition condition) {
        if (condition == null) {
            return (view, row) -> true;
        } else if (condition instanceof Condition.And and) {
            List<Filter> all = and.all().stream().map(this::build).toList();
            return (view, row) -> all.stream().allMatch(filter -> filter.accepts(view, row));
        } else if (condition instanceof Condition.Or or) {
            List<Filter> any = or.any().stream().map(this::build).toList();
            return (view, row) -> any.stream().anyMatch(filter -> filter.accepts(view, row));
        } else if (condition instanceof Condition.Not not) {
            Filter inner = build(not.condition());
            return (view, row) -> !inner.accepts(view, row);
        } else if (condition instanceof Condition.SemiJoin join) {
            SemiJoin semiJoin = SemiJoin.of(join, query, schema, type, today);
            semiJoins.add(semiJoin);
            return semiJoin;
        }
        return comparison((Comparison) condition);
    }

    private Filter comparison(Comparison comparison) {
        Term term = comparison.term();
        if (term.function().isAggregate()) {
            throw QueryErrors.unsupported(term + " in WHERE");
        }
        ResolvedTerm resolved = ResolvedTerm.of(query, schema, type, term);
        Operands operands = new Operands(query, term.requiredField(), resolved.result(), today);
        Predicate<@Nullable Object> test = ValueTests.of(comparison, operands, resolved.result());
        return (view, row) -> test.test(resolved.value(view, row));
    }
}
