package io.casewire.localorg.formula;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a formula into words, numbers, texts and symbols. */
final class FormulaLexer {
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:(?<comment>/\\*.*?\\*/)"
                    + "|(?<text>\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*')"
                    + "|(?<number>\\d+(?:\\.\\d+)?)"
                    + "|(?<word>[A-Za-z$][\\w.$]*)"
                    + "|(?<symbol>&&|\\|\\||<>|!=|==|<=|>=|[-+*/&=<>!(),]))",
            Pattern.DOTALL);

    private FormulaLexer() {}

    enum Kind {
        TEXT,
        NUMBER,
        WORD,
        SYMBOL,
        END
    }

    record Token(Kind kind, String text) {
        boolean is(String symbol) {
            return kind == Kind.SYMBOL && text.equals(symbol);
        }
    }

    static List<Token> tokens(String formula) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(formula.strip());
        int position = 0;
        int end = formula.strip().length();
        while (position < end) {
            matcher.region(position, end);
            if (!matcher.lookingAt()) {
                throw new FormulaException("Syntax error at position " + position);
            }
            position = matcher.end();
            token(matcher, tokens);
        }
        tokens.add(new Token(Kind.END, "end of formula"));
        return tokens;
    }

    private static void token(Matcher matcher, List<Token> tokens) {
        if (matcher.group("text") != null) {
            String quoted = matcher.group("text");
            String text = quoted.substring(1, quoted.length() - 1).replaceAll("\\\\(.)", "$1");
            tokens.add(new Token(Kind.TEXT, text));
        } else if (matcher.group("number") != null) {
            tokens.add(new Token(Kind.NUMBER, matcher.group("number")));
        } else if (matcher.group("word") != null) {
            tokens.add(new Token(Kind.WORD, matcher.group("word")));
        } else if (matcher.group("symbol") != null) {
            tokens.add(new Token(Kind.SYMBOL, matcher.group("symbol")));
        }
    }
}
