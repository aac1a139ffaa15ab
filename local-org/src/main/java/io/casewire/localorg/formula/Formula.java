package io.casewire.localorg.formula;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A formula over the fields of one record: text, numbers, TRUE and FALSE, field references, {@code = <> != < > <= >= + -
 * * / & && ||}, and the functions that {@link Functions} lists. Days are added to dates and times, which are those of UTC.
 * Anything else is refused when the formula is compiled.
 */
public final class Formula {
    private static final Pattern REFERENCE = Pattern.compile("\\{!([\\w.$]+)}");

    private final Node root;
    private final Set<String> fieldNames;

    Formula(Node root, Set<String> fieldNames) {
        this.root = root;
        this.fieldNames = Set.copyOf(fieldNames);
    }

    /** Reads a formula; throws {@link FormulaException} when it is wrong or uses what this org does not know. */
    public static Formula compile(String text) {
        return new FormulaParser(text, false).parse();
    }

    /** Reads a formula of a flow, whose references are written {@code {!name}} and may lead through records. */
    public static Formula compileOfFlow(String text) {
        return new FormulaParser(REFERENCE.matcher(text).replaceAll("$1"), true).parse();
    }

    /** The fields the formula refers to, as it spells them. */
    public Set<String> fieldNames() {
        return fieldNames;
    }

    /** The value for a record; null is an empty value. */
    public @Nullable Object evaluate(FormulaRecord record) {
        return root.evaluate(record);
    }

    /** A part of a formula. */
    @FunctionalInterface
    interface Node {
        @Nullable
        Object evaluate(FormulaRecord record);
    }

    /** Text that stands in the formula. */
    record Text(String text) implements Node {
        @Override
        public Object evaluate(FormulaRecord record) {
            return text;
        }
    }

    /** A field, or what else a formula names. */
    record Reference(String name) implements Node {
        @Override
        public @Nullable Object evaluate(FormulaRecord record) {
            return record.value(name);
        }
    }
}
