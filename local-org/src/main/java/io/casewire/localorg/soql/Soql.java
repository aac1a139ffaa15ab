package io.casewire.localorg.soql;

import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.github.apexdevtools.apexparser.ApexLexer;
import io.github.apexdevtools.apexparser.ApexParser;
import io.github.apexdevtools.apexparser.ApexParserFactory;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.jspecify.annotations.Nullable;

/** Query text to {@link Query}; what does not read as SOQL is MALFORMED_QUERY. */
public final class Soql {
    private static final int LONGEST = 100_000;
    private static final int DEEPEST = 100;

    /** LIKE's escaped wildcards, which the grammar's string literals do not know: there, the backslash is escaped too. */
    private static final Pattern WILDCARD = Pattern.compile("(?<!\\\\)((?:\\\\{2})*)\\\\([%_])");

    private Soql() {}

    public static Query parse(String text) {
        if (text.length() > LONGEST) {
            throw new ApiException(
                    StatusCode.MALFORMED_QUERY, "SOQL statements cannot be longer than 100000 characters.");
        }
        ErrorListener errors = new ErrorListener(text);
        ApexLexer lexer = ApexParserFactory.createLexer(
                CharStreams.fromString(WILDCARD.matcher(text).replaceAll("$1\\\\\\\\$2")));
        lexer.removeErrorListeners();
        lexer.addErrorListener(errors);
        CommonTokenStream tokens = new CommonTokenStream(lexer);
        requireShallow(tokens);
        ApexParser parser = ApexParserFactory.createParser(tokens);
        parser.removeErrorListeners();
        parser.addErrorListener(errors);
        parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
        ApexParser.QueryContext tree = parser.query();
        Token next = parser.getCurrentToken();
        if (next.getType() != Token.EOF) {
            throw QueryErrors.unexpected(text, next.getLine(), next.getCharPositionInLine(), next.getText());
        }
        return new QueryReader(text).read(tree);
    }

    /** The parser goes down a level for each parenthesis, and would reach the end of the thread's stack. */
    private static void requireShallow(CommonTokenStream tokens) {
        tokens.fill();
        int depth = 0;
        for (Token token : tokens.getTokens()) {
            if (token.getType() == ApexLexer.LPAREN) {
                depth++;
            } else if (token.getType() == ApexLexer.RPAREN) {
                depth--;
            }
            if (depth > DEEPEST) {
                throw new ApiException(
                        StatusCode.MALFORMED_QUERY, "The local org reads parentheses to a depth of " + DEEPEST);
            }
        }
    }

    private static final class ErrorListener extends BaseErrorListener {
        private final String text;

        private ErrorListener(String text) {
            this.text = text;
        }

        @Override
        public void syntaxError(
                Recognizer<?, ?> recognizer,
                @Nullable Object symbol,
                int line,
                int column,
                String message,
                @Nullable RecognitionException e) {
            String found = symbol instanceof Token token && token.getType() != Token.EOF ? token.getText() : "<EOF>";
            throw QueryErrors.unexpected(text, line, column, found);
        }
    }
}
