package io.casewire.content;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;

/**
 * The first sheet of an XLSX file as CSV, a row a line, so that a table is read alike whatever it was saved as and a finding names the
 * row. Of a formula it takes the value that was saved with it; an error stands there as the sheet shows it, such as {@code #DIV/0!}.
 */
final class Spreadsheet {
    private static final Pattern LINE_BREAK = Pattern.compile("\\s*\\R\\s*");

    private Spreadsheet() {}

    /** @throws IOException when it is no such file, or damaged */
    static String toCsv(byte[] xlsx) throws IOException {
        StringBuilder csv = new StringBuilder();
        try (ReadableWorkbook book = new ReadableWorkbook(new ByteArrayInputStream(xlsx));
                Stream<Row> rows = book.getFirstSheet().openStream();
                CSVPrinter printer = new CSVPrinter(
                        csv,
                        CSVFormat.RFC4180.builder().setRecordSeparator('\n').get())) {
            int line = 1;
            int columns = 0;
            for (Iterator<Row> each = rows.iterator(); each.hasNext(); line++) {
                Row row = each.next();
                List<String> cells = row.stream().map(Spreadsheet::text).toList();
                // Rows without anything in them are not in the file.
                for (; line < row.getRowNum(); line++) {
                    printer.println();
                }
                columns = columns == 0 ? cells.size() : columns;
                print(cells, columns, printer);
            }
        } catch (RuntimeException e) {
            throw new IOException("not a spreadsheet", e);
        }
        return csv.toString();
    }

    /** As many cells as the first row has: empty ones at the end are not in the file. */
    private static void print(List<String> cells, int columns, CSVPrinter printer) throws IOException {
        if (cells.stream().allMatch(String::isEmpty)) {
            printer.println();
            return;
        }
        for (int i = 0; i < Math.max(columns, cells.size()); i++) {
            String cell = i < cells.size() ? cells.get(i) : "";
            if (i < columns || !cell.isEmpty()) {
                printer.print(cell);
            }
        }
        printer.println();
    }

    private static String text(Cell cell) {
        if (cell == null) {
            return "";
        }
        String text =
                switch (cell.getType()) {
                    case NUMBER -> cell.asNumber().toPlainString();
                    case STRING -> cell.asString();
                    case BOOLEAN -> cell.asBoolean().toString();
                    case EMPTY -> "";
                    default -> String.valueOf(cell.getRawValue());
                };
        return LINE_BREAK.matcher(text).replaceAll(" ").strip();
    }
}
