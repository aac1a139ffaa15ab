package io.casewire.localorg.soql;

import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.FieldType;
import io.casewire.localorg.soql.Condition.Comparison;
import io.casewire.localorg.soql.Condition.Operator;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the operators ask of a value, once the literals are read as the field's type. */
final class ValueTests {
    private ValueTests() {}

    /** @param field what the compared value is like */
    static Predicate<@Nullable Object> of(Comparison comparison, Operands operands, Field field) {
        List<Literal> values = comparison.values();
        return switch (comparison.operator()) {
            case EQUAL, IN -> in(field, operands, values);
            case NOT_EQUAL, NOT_IN -> in(field, operands, values).negate();
            case LIKE -> like(operands, values.get(0));
            case INCLUDES -> includes(field, operands, values);
            case EXCLUDES -> includes(field, operands, values).negate();
            default -> ordered(field, operands, comparison.operator(), values.get(0));
        };
    }

    private static Predicate<@Nullable Object> in(Field field, Operands operands, List<Literal> literals) {
        Set<@Nullable Object> values = new HashSet<>();
        List<Range> ranges = literals.stream()
                .map(operands::range)
                .filter(range -> range != null)
                .toList();
        literals.stream()
                .filter(literal -> operands.range(literal) == null)
                .map(operands::key)
                .forEach(values::add);
        return raw -> {
            Object value = Operands.comparable(field, raw);
            return values.contains(value)
                    || (value != null && ranges.stream().anyMatch(range -> range.contains(value)));
        };
    }

    private static Predicate<@Nullable Object> ordered(
            Field field, Operands operands, Operator operator, Literal literal) {
        Range range = operands.range(literal);
        Object key = range == null ? operands.key(literal) : null;
        if (key == null && range == null) {
            return value -> false;
        }
        return raw -> {
            Object value = Operands.comparable(field, raw);
            if (value == null) {
                return false;
            }
            return switch (operator) {
                case LESS -> range == null ? Range.order(value, key) < 0 : range.isAfter(value);
                case LESS_OR_EQUAL -> range == null ? Range.order(value, key) <= 0 : !range.isBefore(value);
                case GREATER -> range == null ? Range.order(value, key) > 0 : range.isBefore(value);
                default -> range == null ? Range.order(value, key) >= 0 : !range.isAfter(value);
            };
        };
    }

    private static Predicate<@Nullable Object> like(Operands operands, Literal literal) {
        String text = operands.likeText(literal);
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                regex.append(Pattern.quote(String.valueOf(text.charAt(++i))));
            } else {
                regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
            }
        }
        Pattern pattern =
                Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
        return value -> value != null && pattern.matcher(value.toString()).matches();
    }

    /** Each text names values that must all be there, parted by semicolons. */
    private static Predicate<@Nullable Object> includes(Field field, Operands operands, List<Literal> literals) {
        if (field.type() != FieldType.MULTIPICKLIST) {
            throw operands.wrongOperator();
        }
        List<Set<String>> wanted =
                literals.stream().map(operands::likeText).map(ValueTests::parts).toList();
        return value -> {
            Set<String> there = value == null ? Set.of() : parts(value.toString());
            return wanted.stream().anyMatch(there::containsAll);
        };
    }

    private static Set<String> parts(String value) {
        return new HashSet<>(Arrays.asList(value.toLowerCase(Locale.ROOT).split(";")));
    }
}
