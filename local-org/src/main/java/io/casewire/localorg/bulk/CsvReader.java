package io.casewire.localorg.bulk;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads comma-separated values record by record (RFC 4180): a quoted value may hold the delimiter, line ends, and quotes
 * written twice.
 */
final class CsvReader {
    private static final int BUFFER = 1 << 16;
    private static final int END = -1;

    private final Reader in;
    private final char delimiter;
    private final char[] buffer = new char[BUFFER];
    private final StringBuilder value = new StringBuilder();
    private int filled;
    private int at;
    private boolean sawCrLf;
    private boolean sawLf;

    CsvReader(Reader in, char delimiter) {
        this.in = in;
        this.delimiter = delimiter;
    }

    /** The values of the next record, or null at the end. A line with nothing in it is passed over. */
    @Nullable
    List<String> next() throws IOException, CsvException {
        while (peek() != END) {
            List<String> record = new ArrayList<>();
            boolean more = true;
            while (more) {
                more = readValue(record);
            }
            if (record.size() > 1 || !record.get(0).isEmpty()) {
                return record;
            }
        }
        return null;
    }

    /** Whether lines ended otherwise than declared, as far as it was read. */
    boolean differsFrom(CsvFormat.LineEnding declared) {
        return declared == CsvFormat.LineEnding.LF ? sawCrLf : sawLf;
    }

    /** @return whether another value of the same record follows */
    private boolean readValue(List<String> record) throws IOException, CsvException {
        value.setLength(0);
        if (peek() == '"') {
            readQuoted();
        } else {
            readPlain();
        }
        record.add(value.toString());
        int end = read();
        if (end == delimiter) {
            return true;
        }
        if (end == '\r' && peek() == '\n') {
            read();
            sawCrLf = true;
        } else if (end == '\n') {
            sawLf = true;
        } else if (end != END && end != '\r') {
            throw new CsvException("a quoted value is followed by more text");
        }
        return false;
    }

    private void readPlain() throws IOException {
        for (int next = peek(); next != END && next != delimiter && next != '\n' && next != '\r'; next = peek()) {
            value.append((char) read());
        }
    }

    private void readQuoted() throws IOException, CsvException {
        read();
        while (true) {
            int next = read();
            if (next == END) {
                throw new CsvException("a quoted value is not closed");
            } else if (next != '"') {
                value.append((char) next);
            } else if (peek() == '"') {
                value.append((char) read());
            } else {
                return;
            }
        }
    }

    private int peek() throws IOException {
        if (at == filled) {
            filled = in.read(buffer, 0, BUFFER);
            at = 0;
            if (filled <= 0) {
                filled = 0;
                return END;
            }
        }
        return buffer[at];
    }

    private int read() throws IOException {
        int next = peek();
        at += next == END ? 0 : 1;
        return next;
    }

    /** What is wrong with a file. */
    static final class CsvException extends Exception {
        private static final long serialVersionUID = 1L;

        CsvException(String problem) {
            super(problem, null, false, false);
        }
    }
}
