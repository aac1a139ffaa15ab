package io.casewire.localorg.soql;

import java.util.List;

/** The WHERE clause as a tree. */
sealed interface Condition {
    record And(List<Condition> all) implements Condition {}

    record Or(List<Condition> any) implements Condition {}

    record Not(Condition condition) implements Condition {}

    /** One comparison; only IN, NOT IN, INCLUDES and EXCLUDES have other than one value. */
    record Comparison(Term term, Operator operator, List<Literal> values) implements Condition {}

    /** Whether a field's value is among those another query finds. */
    record SemiJoin(FieldRef field, boolean negated, Query query) implements Condition {}

    enum Operator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        GREATER,
        LESS_OR_EQUAL,
        GREATER_OR_EQUAL,
        LIKE,
        IN,
        NOT_IN,
        INCLUDES,
        EXCLUDES
    }
}
