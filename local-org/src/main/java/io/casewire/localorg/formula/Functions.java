package io.casewire.localorg.formula;

import io.casewire.localorg.formula.Formula.Node;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The formula functions this org knows. */
final class Functions {
    private Functions() {}

    static Node call(String name, List<Node> arguments) {
        return switch (name) {
            case "TRUE" -> take(name, arguments, 0, fields -> true);
            case "FALSE" -> take(name, arguments, 0, fields -> false);
            case "AND" ->
                atLeastOne(name, arguments, fields -> arguments.stream()
                        .allMatch(node -> Values.isTrue(node.evaluate(fields))));
            case "OR" ->
                atLeastOne(name, arguments, fields -> arguments.stream()
                        .anyMatch(node -> Values.isTrue(node.evaluate(fields))));
            case "NOT" ->
                take(
                        name,
                        arguments,
                        1,
                        fields -> !Values.isTrue(arguments.get(0).evaluate(fields)));
            case "ISBLANK", "ISNULL" ->
                take(
                        name,
                        arguments,
                        1,
                        fields -> Values.isBlank(arguments.get(0).evaluate(fields)));
            case "ISPICKVAL" ->
                take(
                        name,
                        arguments,
                        2,
                        fields -> Values.compare(
                                "=",
                                arguments.get(0).evaluate(fields),
                                arguments.get(1).evaluate(fields)));
            case "TEXT" ->
                take(name, arguments, 1, fields -> Values.text(arguments.get(0).evaluate(fields)));
            case "LEN" ->
                take(
                        name,
                        arguments,
                        1,
                        fields -> BigDecimal.valueOf(
                                Values.text(arguments.get(0).evaluate(fields)).length()));
            case "IF" ->
                take(name, arguments, 3, fields -> (Values.isTrue(
                                        arguments.get(0).evaluate(fields))
                                ? arguments.get(1)
                                : arguments.get(2))
                        .evaluate(fields));
            case "BLANKVALUE", "NULLVALUE" ->
                take(name, arguments, 2, fields -> {
                    Object value = arguments.get(0).evaluate(fields);
                    return Values.isBlank(value) ? arguments.get(1).evaluate(fields) : value;
                });
            case "CASE" -> cases(arguments);
            case "VALUE" -> take(name, arguments, 1, fields -> Values.number(text(arguments, 0, fields)));
            case "UPPER" ->
                take(name, arguments, 1, fields -> text(arguments, 0, fields).toUpperCase(Locale.ROOT));
            case "LOWER" ->
                take(name, arguments, 1, fields -> text(arguments, 0, fields).toLowerCase(Locale.ROOT));
            case "TRIM" ->
                take(name, arguments, 1, fields -> text(arguments, 0, fields).strip());
            case "LEFT" ->
                take(name, arguments, 2, fields -> {
                    String text = text(arguments, 0, fields);
                    return text.substring(0, within(text, arguments, fields));
                });
            case "RIGHT" ->
                take(name, arguments, 2, fields -> {
                    String text = text(arguments, 0, fields);
                    return text.substring(text.length() - within(text, arguments, fields));
                });
            case "CONTAINS" ->
                take(name, arguments, 2, fields -> text(arguments, 0, fields).contains(text(arguments, 1, fields)));
            case "BEGINS" ->
                take(name, arguments, 2, fields -> text(arguments, 0, fields).startsWith(text(arguments, 1, fields)));
            case "SUBSTITUTE" ->
                take(name, arguments, 3, fields -> text(arguments, 0, fields)
                        .replace(text(arguments, 1, fields), text(arguments, 2, fields)));
            case "ABS" ->
                take(name, arguments, 1, fields -> number(arguments, 0, fields).abs());
            case "ROUND" ->
                take(name, arguments, 2, fields -> number(arguments, 0, fields)
                        .setScale(number(arguments, 1, fields).intValue(), RoundingMode.HALF_UP));
            case "MIN" ->
                atLeastOne(name, arguments, fields -> arguments.stream()
                        .map(node -> Values.number(node.evaluate(fields)))
                        .reduce(BigDecimal::min)
                        .orElseThrow());
            case "MAX" ->
                atLeastOne(name, arguments, fields -> arguments.stream()
                        .map(node -> Values.number(node.evaluate(fields)))
                        .reduce(BigDecimal::max)
                        .orElseThrow());
            default -> throw new FormulaException("Function " + name + " is not supported by the local org");
        };
    }

    private static String text(List<Node> arguments, int at, Function<String, @Nullable Object> fields) {
        return Values.text(arguments.get(at).evaluate(fields));
    }

    private static BigDecimal number(List<Node> arguments, int at, Function<String, @Nullable Object> fields) {
        return Values.number(arguments.get(at).evaluate(fields));
    }

    private static int within(String text, List<Node> arguments, Function<String, @Nullable Object> fields) {
        return Math.max(0, Math.min(text.length(), number(arguments, 1, fields).intValue()));
    }

    /** {@code CASE(expression, value, result, …, otherwise)}. */
    private static Node cases(List<Node> arguments) {
        if (arguments.size() < 4 || arguments.size() % 2 != 0) {
            throw new FormulaException(
                    "Incorrect number of parameters for function 'CASE()'. Expected an even number of at least 4, received "
                            + arguments.size());
        }
        return fields -> {
            Object value = arguments.get(0).evaluate(fields);
            for (int i = 1; i < arguments.size() - 1; i += 2) {
                if (Values.compare("=", value, arguments.get(i).evaluate(fields))) {
                    return arguments.get(i + 1).evaluate(fields);
                }
            }
            return arguments.get(arguments.size() - 1).evaluate(fields);
        };
    }

    private static Node take(String name, List<Node> arguments, int count, Node node) {
        if (arguments.size() != count) {
            throw new FormulaException("Incorrect number of parameters for function '" + name + "()'. Expected " + count
                    + ", received " + arguments.size());
        }
        return node;
    }

    private static Node atLeastOne(String name, List<Node> arguments, Node node) {
        if (arguments.isEmpty()) {
            throw new FormulaException(
                    "Incorrect number of parameters for function '" + name + "()'. Expected 1, received 0");
        }
        return node;
    }
}
