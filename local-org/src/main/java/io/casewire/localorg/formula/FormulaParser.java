package io.casewire.localorg.formula;

import io.casewire.localorg.formula.Formula.Node;
import io.casewire.localorg.formula.Formula.Reference;
import io.casewire.localorg.formula.Formula.Text;
import io.casewire.localorg.formula.FormulaLexer.Kind;
import io.casewire.localorg.formula.FormulaLexer.Token;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Recursive descent, one method per level of precedence. */
final class FormulaParser {
    private static final int DEEPEST = 100;

    private final List<Token> tokens;
    private final boolean paths;
    private final Set<String> fieldNames = new TreeSet<>();
    private int position;
    private int depth;

    /** @param paths whether a reference may lead through other records */
    FormulaParser(String text, boolean paths) {
        this.tokens = FormulaLexer.tokens(text);
        this.paths = paths;
    }

    Formula parse() {
        Node root = or();
        if (peek().kind() != Kind.END) {
            throw new FormulaException("Syntax error. Extra " + peek().text());
        }
        return new Formula(root, fieldNames);
    }

    private void descend() {
        if (++depth > DEEPEST) {
            throw new FormulaException("Formula is nested too deeply");
        }
    }

    private Node or() {
        descend();
        Node left = and();
        while (accept("||")) {
            Node first = left;
            Node second = and();
            left = record -> Values.isTrue(first.evaluate(record)) || Values.isTrue(second.evaluate(record));
        }
        depth--;
        return left;
    }

    private Node and() {
        Node left = comparison();
        while (accept("&&")) {
            Node first = left;
            Node second = comparison();
            left = record -> Values.isTrue(first.evaluate(record)) && Values.isTrue(second.evaluate(record));
        }
        return left;
    }

    private Node comparison() {
        Node left = sum();
        for (String symbol : List.of("=", "==", "<>", "!=", "<=", ">=", "<", ">")) {
            if (accept(symbol)) {
                Node right = sum();
                return record -> Values.compare(symbol, left.evaluate(record), right.evaluate(record));
            }
        }
        return left;
    }

    private Node sum() {
        Node left = product();
        while (peek().is("+") || peek().is("-") || peek().is("&")) {
            String symbol = next().text();
            Node first = left;
            Node second = product();
            left = record -> Values.calculate(symbol, first.evaluate(record), second.evaluate(record));
        }
        return left;
    }

    private Node product() {
        Node left = unary();
        while (peek().is("*") || peek().is("/")) {
            String symbol = next().text();
            Node first = left;
            Node second = unary();
            left = record -> Values.calculate(symbol, first.evaluate(record), second.evaluate(record));
        }
        return left;
    }

    private Node unary() {
        descend();
        Node node = signed();
        depth--;
        return node;
    }

    private Node signed() {
        if (accept("!")) {
            Node operand = unary();
            return record -> !Values.isTrue(operand.evaluate(record));
        }
        if (accept("-")) {
            Node operand = unary();
            return record -> Values.calculate("-", BigDecimal.ZERO, operand.evaluate(record));
        }
        return primary();
    }

    private Node primary() {
        Token token = next();
        if (token.is("(")) {
            Node inner = or();
            expect(")");
            return inner;
        }
        return switch (token.kind()) {
            case TEXT -> new Text(token.text());
            case NUMBER -> {
                BigDecimal number = new BigDecimal(token.text());
                yield record -> number;
            }
            case WORD -> word(token.text());
            default -> throw new FormulaException("Syntax error. Found " + token.text());
        };
    }

    private Node word(String word) {
        if (peek().is("(")) {
            return Functions.call(word.toUpperCase(Locale.ROOT), arguments());
        }
        if (word.equalsIgnoreCase("TRUE") || word.equalsIgnoreCase("FALSE")) {
            boolean value = Boolean.parseBoolean(word);
            return record -> value;
        }
        if (!paths && (word.contains(".") || word.startsWith("$"))) {
            throw new FormulaException("Reference " + word + " is not supported: only fields of the record itself");
        }
        fieldNames.add(word);
        return new Reference(word);
    }

    private List<Node> arguments() {
        List<Node> arguments = new ArrayList<>();
        expect("(");
        if (accept(")")) {
            return arguments;
        }
        do {
            arguments.add(or());
        } while (accept(","));
        expect(")");
        return arguments;
    }

    private Token peek() {
        return tokens.get(position);
    }

    private Token next() {
        Token token = tokens.get(position);
        position = Math.min(position + 1, tokens.size() - 1);
        return token;
    }

    private boolean accept(String symbol) {
        if (peek().is(symbol)) {
            position++;
            return true;
        }
        return false;
    }

    private void expect(String symbol) {
        if (!accept(symbol)) {
            throw new FormulaException("Syntax error. Missing '" + symbol + "' before " + peek().text());
        }
    }
}
