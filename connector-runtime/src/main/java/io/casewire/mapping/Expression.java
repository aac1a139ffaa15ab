package io.casewire.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import java.io.StringReader;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JSLT expression over the view of a decision or reading.
 *
 * <p>What depends on anything but its input is refused when the expression is read, because the same readings have to
 * give the same writes in a backtest.
 */
public final class Expression {
    private static final List<String> NOT_REPEATABLE = List.of("now", "random", "uuid");
    private static final Pattern TEXT = Pattern.compile("\"(\\\\.|[^\"\\\\])*\"");
    private static final Pattern CALL = Pattern.compile("([A-Za-z][\\w-]*)\\s*\\(");

    private final String text;
    private final com.schibsted.spt.data.jslt.Expression compiled;

    private Expression(String text, com.schibsted.spt.data.jslt.Expression compiled) {
        this.text = text;
        this.compiled = compiled;
    }

    /** @throws IllegalArgumentException saying what is wrong */
    public static Expression parse(String text) {
        Matcher call = CALL.matcher(TEXT.matcher(text).replaceAll("\"\""));
        while (call.find()) {
            if (NOT_REPEATABLE.contains(call.group(1))) {
                throw new IllegalArgumentException("'" + call.group(1)
                        + "()' gives another answer each time; use the reading's or decision's time");
            }
        }
        try {
            return new Expression(
                    text,
                    new Parser(new StringReader(text)).withObjectFilter("true").compile());
        } catch (JsltException e) {
            throw new IllegalArgumentException("'" + text + "' is no JSLT expression: " + firstLine(e), e);
        }
    }

    /** @throws IllegalArgumentException when it fails on this input; the message holds no value of it */
    JsonNode apply(JsonNode view) {
        try {
            return compiled.apply(view);
        } catch (JsltException e) {
            throw new IllegalArgumentException("'" + text + "' fails on this input", e);
        }
    }

    private static String firstLine(JsltException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceAll("[.:\\s]*$", "");
    }

    @Override
    public String toString() {
        return text;
    }
}
