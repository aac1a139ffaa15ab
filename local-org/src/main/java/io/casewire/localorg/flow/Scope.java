package io.casewire.localorg.flow;

import io.casewire.localorg.formula.Formula;
import io.casewire.localorg.formula.FormulaRecord;
import io.casewire.localorg.metadata.Element;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a running flow can name: its variables, formulas and constants, the record it is about, the time. */
final class Scope {
    private static final Pattern MERGE = Pattern.compile("\\{!([\\w.$]+)}");

    private final Flow flow;
    private final RecordView view;
    private final Instant now;
    private final Map<String, @Nullable Object> values = new HashMap<>();

    Scope(Flow flow, RecordView view, Instant now) {
        this.flow = flow;
        this.view = view;
        this.now = now;
        flow.resources().forEach((name, resource) -> {
            Element value = resource.first("value");
            boolean holds =
                    resource.name().equals("variables") || resource.name().equals("constants");
            if (holds && value != null) {
                values.put(name, value(value));
            } else if (resource.isTrue("isCollection")) {
                values.put(name, List.of());
            }
        });
    }

    void put(String name, @Nullable Object value) {
        values.put(name, value);
    }

    /** Sets a variable, or a field of a record in one. */
    void assign(String reference, @Nullable Object value) {
        int dot = reference.indexOf('.');
        if (dot < 0) {
            values.put(reference, value);
        } else if (values.get(reference.substring(0, dot)) instanceof RecordValue record) {
            record.set(reference.substring(dot + 1), value);
        } else {
            SObjectType type = recordType(reference.substring(0, dot));
            RecordValue made = new RecordValue(type);
            made.set(reference.substring(dot + 1), value);
            values.put(reference.substring(0, dot), made);
        }
    }

    private SObjectType recordType(String variable) {
        Element resource = flow.resources().get(variable);
        SObjectType type = resource == null ? null : view.schema().find(resource.text("objectType", ""));
        if (type == null) {
            throw new FlowException(variable, "The variable " + variable + " holds no record");
        }
        return type;
    }

    /** What an element of values such as {@code stringValue} or {@code elementReference} stands for. */
    @Nullable
    Object value(@Nullable Element value) {
        if (value == null || value.children().isEmpty()) {
            return null;
        }
        Element only = value.children().get(0);
        try {
            return switch (only.name()) {
                case "stringValue" -> merge(only.text());
                case "numberValue" -> new BigDecimal(only.text());
                case "booleanValue" -> Boolean.valueOf(only.text());
                case "dateValue" -> LocalDate.parse(only.text().substring(0, 10));
                case "dateTimeValue" -> Instant.parse(only.text());
                case "elementReference" -> reference(only.text());
                default -> throw new FlowException("", "Unknown kind of value: " + only.name());
            };
        } catch (DateTimeParseException | NumberFormatException | StringIndexOutOfBoundsException e) {
            throw new FlowException("", only.name() + " cannot be read");
        }
    }

    /** Text with {@code {!reference}} filled in. */
    String merge(String text) {
        Matcher matcher = MERGE.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(filled, Matcher.quoteReplacement(text(reference(matcher.group(1)))));
        }
        return matcher.appendTail(filled).toString();
    }

    static String text(@Nullable Object value) {
        if (value instanceof BigDecimal number) {
            return number.stripTrailingZeros().toPlainString();
        }
        if (value instanceof Double number) {
            return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Scope::text).collect(Collectors.joining(";"));
        }
        return value == null ? "" : value.toString();
    }

    /** The value of a name, followed through records. */
    @Nullable
    Object reference(String path) {
        if (path.equals("$Flow.CurrentDateTime")) {
            return now;
        } else if (path.equals("$Flow.CurrentDate")) {
            return LocalDate.ofInstant(now, ZoneOffset.UTC);
        }
        String[] steps = path.split("\\.", -1);
        Object at = first(steps[0]);
        for (int i = 1; i < steps.length; i++) {
            at = at instanceof RecordValue record ? step(record, steps[i]) : null;
        }
        return at;
    }

    private @Nullable Object first(String name) {
        Element resource = flow.resources().get(name);
        if (resource != null && resource.name().equals("formulas")) {
            return evaluate(resource.text("expression", ""));
        } else if (resource != null && resource.name().equals("textTemplates")) {
            return merge(resource.text("text", ""));
        }
        return values.get(name);
    }

    private @Nullable Object evaluate(String formula) {
        return Formula.compileOfFlow(formula).evaluate(new Seen());
    }

    boolean isTrue(String formula) {
        return Boolean.TRUE.equals(evaluate(formula));
    }

    /** The scope as formulas see it. */
    private final class Seen implements FormulaRecord {
        @Override
        public @Nullable Object value(String name) {
            return reference(name);
        }

        @Override
        public @Nullable Object prior(String name) {
            return isNew() ? value(name) : reference(name.replaceFirst("^\\$Record\\.", "\\$Record__Prior."));
        }

        @Override
        public boolean isNew() {
            return values.get("$Record__Prior") == null;
        }

        @Override
        public Instant now() {
            return now;
        }
    }

    /** A field of a record, or the record a lookup of it leads to. */
    private @Nullable Object step(RecordValue record, String name) {
        if (record.type().findField(name) != null) {
            return record.get(name);
        }
        Field lookup = record.type().findRelationship(name);
        Object id = lookup == null ? null : record.get(lookup.name());
        SObjectType type = id == null ? null : view.schema().typeOfId(id.toString());
        Row row = type == null || id == null ? null : view.get(type, id.toString());
        return type == null || row == null ? null : RecordValue.of(type, row);
    }

    /** Whether a condition holds. */
    boolean holds(@Nullable Object left, String operator, @Nullable Object right) {
        return switch (operator) {
            case "EqualTo" -> compare(left, right) == 0;
            case "NotEqualTo" -> compare(left, right) != 0;
            case "GreaterThan" -> left != null && right != null && compare(left, right) > 0;
            case "GreaterThanOrEqualTo" -> left != null && right != null && compare(left, right) >= 0;
            case "LessThan" -> left != null && right != null && compare(left, right) < 0;
            case "LessThanOrEqualTo" -> left != null && right != null && compare(left, right) <= 0;
            case "Contains" -> lower(left).contains(lower(right));
            case "StartsWith" -> lower(left).startsWith(lower(right));
            case "EndsWith" -> lower(left).endsWith(lower(right));
            case "IsNull" -> (left == null || text(left).isEmpty()) == Boolean.TRUE.equals(right);
            default -> throw new FlowException("", "Unknown operator " + operator);
        };
    }

    private static String lower(@Nullable Object value) {
        return text(value).toLowerCase(Locale.ROOT);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static int compare(@Nullable Object left, @Nullable Object right) {
        if (left instanceof Number && right instanceof Number) {
            return new BigDecimal(text(left)).compareTo(new BigDecimal(text(right)));
        }
        if (left instanceof Boolean || right instanceof Boolean) {
            return Boolean.compare(Boolean.TRUE.equals(left), Boolean.TRUE.equals(right));
        }
        if (left instanceof Comparable first
                && right != null
                && left.getClass() == right.getClass()
                && !(left instanceof String)) {
            return first.compareTo(right);
        }
        return lower(left).compareTo(lower(right));
    }

    /** Whether all or any of an element's conditions hold, as its logic says; true when it has none. */
    boolean all(Element element, String logic, List<Element> conditions, ConditionTest test) {
        boolean any = element.text(logic, "and").equalsIgnoreCase("or");
        return conditions.isEmpty()
                || (any
                        ? conditions.stream().anyMatch(test::holds)
                        : conditions.stream().allMatch(test::holds));
    }

    /** One condition. */
    @FunctionalInterface
    interface ConditionTest {
        boolean holds(Element condition);
    }

    /** Whether a record fits the filters of an element. */
    boolean fits(Element element, RecordValue record, @Nullable RecordValue prior) {
        return all(element, "filterLogic", element.all("filters"), filter -> {
            String field = filter.text("field", "");
            Object wanted = value(filter.first("value"));
            if (filter.text("operator", "").equals("IsChanged")) {
                boolean changed = prior != null && !Objects.equals(prior.get(field), record.get(field));
                return changed == Boolean.TRUE.equals(wanted);
            }
            return holds(record.get(field), filter.text("operator", ""), wanted);
        });
    }
}
