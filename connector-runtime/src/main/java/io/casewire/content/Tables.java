package io.casewire.content;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** How tables among the content are written, whether they say limits or points. */
final class Tables {
    static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreEmptyLines(true)
            .setTrim(true)
            .get();

    private Tables() {}

    /** File and line of a row: the last one, where a cell goes over several. */
    static String place(String path, CSVRecord row) {
        return path + ":" + row.getParser().getCurrentLineNumber() + ":1";
    }

    /**
     * File, line and column of a cell; of a sheet, which cell of the row it is.
     *
     * @param text of the file, or what the sheet is as CSV
     */
    static String place(String path, String text, CSVRecord row, String column) {
        int cell = row.getParser().getHeaderNames().indexOf(column);
        return path.endsWith(ContentFiles.SPREADSHEET)
                ? path + ":" + row.getParser().getCurrentLineNumber() + ":" + (1 + cell)
                : at(path, text, start(text, (int) row.getCharacterPosition(), cell));
    }

    /** Likewise, of the header. */
    static String place(String path, String text, int cell) {
        if (path.endsWith(ContentFiles.SPREADSHEET)) {
            return path + ":1:" + (1 + cell);
        }
        int header = text.length() - text.stripLeading().length();
        return at(path, text, start(text, header, cell));
    }

    private static String at(String path, String text, int at) {
        String before = text.substring(0, at);
        return path + ":" + (1 + before.chars().filter(it -> it == '\n').count()) + ":"
                + (at - before.lastIndexOf('\n'));
    }

    /** Where a cell of a row begins. A quote counts where a cell begins with it. */
    private static int start(String text, int row, int cell) {
        boolean quoted = false;
        int begin = row;
        int before = 0;
        for (int i = row; i < text.length() && before < cell; i++) {
            char at = text.charAt(i);
            if (at == '"' && (quoted || i == begin)) {
                quoted = !quoted;
            } else if (at == ',' && !quoted) {
                before++;
                begin = i + 1;
            }
        }
        return begin;
    }
}
