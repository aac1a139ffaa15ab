package io.casewire.localorg.soql;

import io.casewire.localorg.soql.Condition.Comparison;
import io.casewire.localorg.soql.Condition.Operator;
import io.github.apexdevtools.apexparser.ApexParser.ComparisonOperatorContext;
import io.github.apexdevtools.apexparser.ApexParser.ConditionalExpressionContext;
import io.github.apexdevtools.apexparser.ApexParser.FieldExpressionContext;
import io.github.apexdevtools.apexparser.ApexParser.LogicalExpressionContext;
import io.github.apexdevtools.apexparser.ApexParser.ValueContext;
import io.github.apexdevtools.apexparser.ApexParser.WhereConditionalExpressionContext;
import io.github.apexdevtools.apexparser.ApexParser.WhereLogicalExpressionContext;
import java.util.List;
import java.util.Locale;

/** Turns the tree of a WHERE clause into a {@link Condition}. */
final class ConditionReader {
    private final QueryReader query;

    ConditionReader(QueryReader query) {
        this.query = query;
    }

    Condition read(WhereLogicalExpressionContext tree) {
        List<Condition> parts =
                tree.whereConditionalExpression().stream().map(this::part).toList();
        if (tree.NOT() != null) {
            return new Condition.Not(parts.get(0));
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        return tree.SOQLOR().isEmpty() ? new Condition.And(parts) : new Condition.Or(parts);
    }

    private Condition part(WhereConditionalExpressionContext tree) {
        if (tree.whereLogicalExpression() != null) {
            return read(tree.whereLogicalExpression());
        }
        FieldExpressionContext expression = tree.whereFieldExpression().fieldExpression();
        if (expression == null) {
            throw QueryErrors.unsupported(tree);
        }
        return comparison(expression);
    }

    /** The condition of HAVING. */
    Condition read(LogicalExpressionContext tree) {
        List<Condition> parts =
                tree.conditionalExpression().stream().map(this::part).toList();
        if (tree.NOT() != null) {
            return new Condition.Not(parts.get(0));
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        return tree.SOQLOR().isEmpty() ? new Condition.And(parts) : new Condition.Or(parts);
    }

    private Condition part(ConditionalExpressionContext tree) {
        return tree.logicalExpression() != null ? read(tree.logicalExpression()) : comparison(tree.fieldExpression());
    }

    private Condition comparison(FieldExpressionContext tree) {
        Term term = tree.fieldName() != null
                ? new Term(Function.NONE, query.field(tree.fieldName()))
                : query.term(tree.soqlFunction());
        Operator operator = operator(tree.comparisonOperator());
        if (tree.value().subQuery() != null) {
            if (term.function() != Function.NONE || (operator != Operator.IN && operator != Operator.NOT_IN)) {
                throw QueryErrors.unsupported(tree);
            }
            return new Condition.SemiJoin(
                    term.requiredField(),
                    operator == Operator.NOT_IN,
                    query.read(tree.value().subQuery()));
        }
        return new Comparison(term, operator, values(tree.value()));
    }

    private static Operator operator(ComparisonOperatorContext tree) {
        return switch (tree.getText().toUpperCase(Locale.ROOT)) {
            case "=" -> Operator.EQUAL;
            case "!=", "<>" -> Operator.NOT_EQUAL;
            case "<" -> Operator.LESS;
            case ">" -> Operator.GREATER;
            case "<=" -> Operator.LESS_OR_EQUAL;
            case ">=" -> Operator.GREATER_OR_EQUAL;
            case "LIKE" -> Operator.LIKE;
            case "IN" -> Operator.IN;
            case "NOTIN" -> Operator.NOT_IN;
            case "INCLUDES" -> Operator.INCLUDES;
            case "EXCLUDES" -> Operator.EXCLUDES;
            default -> throw QueryErrors.unsupported(tree);
        };
    }

    private static List<Literal> values(ValueContext tree) {
        if (tree.valueList() != null) {
            return tree.valueList().value().stream()
                    .map(ConditionReader::literal)
                    .toList();
        }
        return List.of(literal(tree));
    }

    private static Literal literal(ValueContext tree) {
        String text = tree.getText();
        if (tree.NULL() != null) {
            return new Literal(Literal.Kind.NULL, text);
        } else if (tree.BooleanLiteral() != null) {
            return new Literal(Literal.Kind.BOOLEAN, text);
        } else if (tree.signedNumber() != null) {
            return new Literal(Literal.Kind.NUMBER, text);
        } else if (tree.StringLiteral() != null) {
            return new Literal(Literal.Kind.TEXT, unquote(text));
        } else if (tree.DateLiteral() != null) {
            return new Literal(Literal.Kind.DATE, text);
        } else if (tree.DateTimeLiteral() != null) {
            return new Literal(Literal.Kind.DATETIME, text);
        } else if (tree.dateFormula() != null) {
            return new Literal(Literal.Kind.DAYS, text.toUpperCase(Locale.ROOT));
        }
        throw QueryErrors.unsupported(text);
    }

    /** Escapes are resolved except those of LIKE's wildcards, which the pattern needs to see. */
    private static String unquote(String quoted) {
        StringBuilder text = new StringBuilder(quoted.length());
        for (int i = 1; i < quoted.length() - 1; i++) {
            char c = quoted.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escaped = quoted.charAt(++i);
            switch (escaped) {
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case '%', '_' -> text.append('\\').append(escaped);
                case 'u' -> {
                    text.append((char) Integer.parseInt(quoted.substring(i + 1, i + 5), 16));
                    i += 4;
                }
                default -> text.append(escaped);
            }
        }
        return text.toString();
    }
}
