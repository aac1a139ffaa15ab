package io.casewire.localorg.formula;

import io.casewire.localorg.formula.Formula.Node;
import java.math.BigDecimal;
import java.util.List;

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
            default -> throw new FormulaException("Function " + name + " is not supported by the local org");
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
