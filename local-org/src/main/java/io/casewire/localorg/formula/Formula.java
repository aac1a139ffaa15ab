package io.casewire.localorg.formula;

import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A formula over the fields of one record: text, numbers, TRUE and FALSE, field references, {@code = <> != < > <= >= + -
 * * / & && ||}, and the functions AND, OR, NOT, ISBLANK, ISNULL, ISPICKVAL, TEXT, LEN and IF. Anything else is refused
 * when the formula is compiled.
 */
public final class Formula {
    private final Node root;
    private final Set<String> fieldNames;

    Formula(Node root, Set<String> fieldNames) {
        this.root = root;
        this.fieldNames = Set.copyOf(fieldNames);
    }

    /** Reads a formula; throws {@link FormulaException} when it is wrong or uses what this org does not know. */
    public static Formula compile(String text) {
        return new FormulaParser(text).parse();
    }

    /** The fields the formula refers to, as it spells them. */
    public Set<String> fieldNames() {
        return fieldNames;
    }

    /** The value for a record whose fields the function gives; null is an empty value. */
    public @Nullable Object evaluate(Function<String, @Nullable Object> fields) {
        return root.evaluate(fields);
    }

    /** A part of a formula. */
    @FunctionalInterface
    interface Node {
        @Nullable
        Object evaluate(Function<String, @Nullable Object> fields);
    }
}
