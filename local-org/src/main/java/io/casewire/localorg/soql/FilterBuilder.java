package io.casewire.localorg.soql;

import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.soql.Condition.Comparison;
import io.casewire.localorg.soql.Condition.Operator;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks a WHERE clause against the object's fields and turns it into a {@link Filter}. */
final class FilterBuilder {
    private final String query;
    private final Schema schema;
    private final SObjectType type;
    private final LocalDate today;

    FilterBuilder(String query, Schema schema, SObjectType type, LocalDate today) {
        this.query = query;
        this.schema = schema;
        this.type = type;
        this.today = today;
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
        }
        return comparison((Comparison) condition);
    }

    private Filter comparison(Comparison comparison) {
        FieldPath path = FieldPath.resolve(query, schema, type, comparison.field());
        Operands operands = new Operands(query, comparison.field(), path.field(), today);
        List<Literal> values = comparison.values();
        return switch (comparison.operator()) {
            case EQUAL, IN -> in(path, operands, values);
            case NOT_EQUAL, NOT_IN -> {
                Filter in = in(path, operands, values);
                yield (view, row) -> !in.accepts(view, row);
            }
            case LIKE -> like(path, operands, values.get(0));
            case INCLUDES, EXCLUDES ->
                throw QueryErrors.unsupported(comparison.operator().name());
            default -> ordered(path, operands, comparison.operator(), values.get(0));
        };
    }

    private static Filter in(FieldPath path, Operands operands, List<Literal> literals) {
        Set<@Nullable Object> values = new HashSet<>();
        List<Range> ranges = literals.stream()
                .map(operands::range)
                .filter(range -> range != null)
                .toList();
        literals.stream()
                .filter(literal -> operands.range(literal) == null)
                .map(operands::key)
                .forEach(values::add);
        Field field = path.field();
        return (view, row) -> {
            Object value = Operands.comparable(field, path.value(view, row));
            return values.contains(value)
                    || (value != null && ranges.stream().anyMatch(range -> range.contains(value)));
        };
    }

    private static Filter ordered(FieldPath path, Operands operands, Operator operator, Literal literal) {
        Range range = operands.range(literal);
        Object key = range == null ? operands.key(literal) : null;
        if (key == null && range == null) {
            return (view, row) -> false;
        }
        Field field = path.field();
        return (view, row) -> {
            Object value = Operands.comparable(field, path.value(view, row));
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

    private static Filter like(FieldPath path, Operands operands, Literal literal) {
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
        return (view, row) -> {
            Object value = path.value(view, row);
            return value != null && pattern.matcher(value.toString()).matches();
        };
    }
}
