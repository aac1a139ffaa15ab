package io.casewire.cli;

import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A recorded series: a CSV file with a heading, whose first column is a time and whose others are numbers.
 *
 * @param times epoch milliseconds; a time without a zone is in UTC
 * @param values by row and column
 */
record Series(long[] times, double[][] values) {

    /** @throws FindingException with every row that cannot be read, or why the file cannot */
    static Series read(Path file) {
        try {
            return parse(file);
        } catch (IOException | UncheckedIOException | IllegalArgumentException | IllegalStateException e) {
            throw new FindingException(new Finding(
                    FindingCode.CONTENT_SCHEMA,
                    String.valueOf(file.getFileName()),
                    "it is no CSV file in UTF-8 that can be read ("
                            + e.getClass().getSimpleName() + ")."));
        }
    }

    private static Series parse(Path file) throws IOException {
        List<Long> times = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        try (CSVParser rows = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(Files.newBufferedReader(file, StandardCharsets.UTF_8))) {
            int columns = rows.getHeaderNames().size() - 1;
            for (CSVRecord row : rows) {
                try {
                    times.add(time(row.get(0)));
                    values.add(numbers(row, columns));
                } catch (DateTimeParseException | NumberFormatException e) {
                    findings.add(new Finding(
                            FindingCode.CONTENT_SCHEMA,
                            file.getFileName() + ":" + rows.getCurrentLineNumber(),
                            "a row is a time, as 2026-03-01T08:00:00Z, and " + columns + " numbers."));
                }
            }
            if (columns < 1 || times.isEmpty()) {
                findings.add(new Finding(
                        FindingCode.CONTENT_SCHEMA,
                        String.valueOf(file.getFileName()),
                        "it has a heading and rows of a time and a number or more."));
            }
        }
        FindingException.throwIfAny(findings);
        return new Series(times.stream().mapToLong(Long::longValue).toArray(), values.toArray(double[][]::new));
    }

    private static long time(String text) {
        String iso = text.strip().replace(' ', 'T');
        return iso.endsWith("Z")
                ? Instant.parse(iso).toEpochMilli()
                : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC).toEpochMilli();
    }

    private static double[] numbers(CSVRecord row, int columns) {
        double[] numbers = new double[columns];
        for (int i = 0; i < columns; i++) {
            numbers[i] = row.size() > i + 1 ? Double.parseDouble(row.get(i + 1)) : Double.NaN;
            if (!Double.isFinite(numbers[i])) {
                throw new NumberFormatException("not finite");
            }
        }
        return numbers;
    }
}
