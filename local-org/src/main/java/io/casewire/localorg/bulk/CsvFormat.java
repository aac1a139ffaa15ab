package io.casewire.localorg.bulk;

import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import java.util.Locale;

/** How a job's files are written: what stands between columns, and what ends a line. */
public record CsvFormat(Delimiter delimiter, LineEnding lineEnding) {
    public static final CsvFormat DEFAULT = new CsvFormat(Delimiter.COMMA, LineEnding.LF);

    /** What stands between columns. */
    public enum Delimiter {
        COMMA(','),
        TAB('\t'),
        PIPE('|'),
        SEMICOLON(';'),
        CARET('^'),
        BACKQUOTE('`');

        private final char character;

        Delimiter(char character) {
            this.character = character;
        }

        char character() {
            return character;
        }
    }

    /** What ends a line. */
    public enum LineEnding {
        LF("\n"),
        CRLF("\r\n");

        private final String text;

        LineEnding(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /** Reads the two names a request gives; an empty one takes the default. */
    public static CsvFormat of(String delimiter, String lineEnding) {
        return new CsvFormat(
                read(Delimiter.class, "columnDelimiter", delimiter, Delimiter.COMMA),
                read(LineEnding.class, "lineEnding", lineEnding, LineEnding.LF));
    }

    private static <E extends Enum<E>> E read(Class<E> values, String name, String given, E otherwise) {
        if (given.isEmpty()) {
            return otherwise;
        }
        try {
            return Enum.valueOf(values, given.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ApiException(StatusCode.INVALIDJOB, "Unknown " + name + " '" + given + "'");
        }
    }
}
