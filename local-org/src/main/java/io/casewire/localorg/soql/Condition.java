package io.casewire.localorg.soql;

import java.util.List;

/** The WHERE clause as a tree. */
sealed interface Condition {
    record And(List<Condition> all) implements Condition {}

    record Or(List<Condition> any) implements Condition {}

    record Not(Condition condition) implements Condition {}

    /** One comparison; only IN and NOT IN have other than one value. */
    record Comparison(FieldRef field, Operator operator, List<Literal> values) implements Condition {}

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
