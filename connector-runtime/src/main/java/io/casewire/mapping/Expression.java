package io.casewire.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.Function;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import java.io.StringReader;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
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

    /** Those of plug-ins, which java.util.ServiceLoader finds. */
    private static final List<Function> OWN = ServiceLoader.load(Function.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList();

    private final String text;
    private final com.schibsted.spt.data.jslt.Expression compiled;

    private Expression(String text, com.schibsted.spt.data.jslt.Expression compiled) {
        this.text = text;
        this.compiled = compiled;
    }

    /** @throws IllegalArgumentException saying what is wrong */
    public static Expression parse(String text) {
        Matcher call = CALL.matcher(withoutTexts(text));
        while (call.find()) {
            if (NOT_REPEATABLE.contains(call.group(1))) {
                throw new IllegalArgumentException("'" + call.group(1)
                        + "()' gives another answer each time; use the reading's or decision's time");
            }
        }
        try {
            return new Expression(
                    text,
                    new Parser(new StringReader(text))
                            .withObjectFilter("true")
                            .withFunctions(OWN)
                            .compile());
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

    /**
     * What it comes to, whatever the reading: a text, or the texts of an {@code if} with all its {@code else}.
     *
     * @return empty where it is computed
     */
    public Set<String> texts() {
        Set<String> texts = new TreeSet<>();
        String rest = text.strip();
        while (true) {
            if (rest.startsWith("if")) {
                rest = afterCondition(rest.substring(2).strip());
            }
            Matcher literal = TEXT.matcher(rest);
            if (!literal.lookingAt()) {
                return Set.of();
            }
            texts.add(literal.group().substring(1, literal.end() - 1));
            rest = rest.substring(literal.end()).strip();
            if (rest.isEmpty()) {
                return texts;
            } else if (!rest.startsWith("else")) {
                return Set.of();
            }
            rest = rest.substring("else".length()).strip();
        }
    }

    /** @param text that begins with a condition in brackets */
    private static String afterCondition(String text) {
        String blank = TEXT.matcher(text).replaceAll(it -> "_".repeat(it.end() - it.start()));
        int open = 0;
        for (int i = 0; i < blank.length(); i++) {
            open += blank.charAt(i) == '(' ? 1 : blank.charAt(i) == ')' ? -1 : 0;
            if (open == 0) {
                return text.substring(i + 1).strip();
            }
        }
        return "";
    }

    /** Its text, of which only what is computed with is left: all texts in it are empty. */
    String withoutTexts() {
        return withoutTexts(text);
    }

    private static String withoutTexts(String text) {
        return TEXT.matcher(text).replaceAll("\"\"");
    }

    private static String firstLine(JsltException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceAll("[.:\\s]*$", "");
    }

    @Override
    public String toString() {
        return text;
    }
}
