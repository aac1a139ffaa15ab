package io.casewire.content;

import org.apache.commons.csv.CSVFormat;

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

    /**
     * File, line and column of a cell; of a sheet, which cell of the row it is.
     *
     * @param text of the file, or what the sheet is as CSV
     * @param line from 1
     * @param cell from 0
     */
    static String place(String path, String text, long line, int cell) {
        boolean isSheet = path.endsWith(ContentFiles.SPREADSHEET);
        String row = isSheet ? "" : text.lines().skip(line - 1).findFirst().orElse("");
        return path + ":" + line + ":" + (1 + (isSheet ? cell : start(row, cell)));
    }

    /** Where in its row a cell begins; 0 where there is no such cell. */
    private static int start(String row, int cell) {
        boolean quoted = false;
        int before = 0;
        for (int i = 0; i < row.length() && before < cell; i++) {
            quoted ^= row.charAt(i) == '"';
            if (!quoted && row.charAt(i) == ',' && ++before == cell) {
                return i + 1;
            }
        }
        return 0;
    }
}
