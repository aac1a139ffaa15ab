package io.casewire.localorg.bulk;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes comma-separated values, every one of them in quotes. */
final class CsvWriter {
    private final char delimiter;
    private final String lineEnd;
    private final StringBuilder text = new StringBuilder();

    CsvWriter(CsvFormat format) {
        this.delimiter = format.delimiter().character();
        this.lineEnd = format.lineEnding().text();
    }

    CsvWriter line(List<String> values) {
        boolean first = true;
        for (String value : values) {
            if (!first) {
                text.append(delimiter);
            }
            first = false;
            text.append('"');
            for (int i = 0; i < value.length(); i++) {
                char next = value.charAt(i);
                text.append(next);
                if (next == '"') {
                    text.append('"');
                }
            }
            text.append('"');
        }
        text.append(lineEnd);
        return this;
    }

    /** What was written since it was last taken. */
    byte[] take() {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        text.setLength(0);
        return bytes;
    }
}
