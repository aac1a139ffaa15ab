package io.casewire.content;

import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.names.Nearest;
import io.casewire.rules.LimitTable;
import io.casewire.rules.LimitTable.Row;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads a domain's {@code limits.csv}: the columns {@code limit}, {@code value}, {@code unit} and {@code description},
 * and one column per criterion.
 */
final class LimitReader {
    private static final List<String> OWN = List.of("limit", "value", "unit", "description");

    private LimitReader() {}

    /**
     * @param possible the criteria there are: fields of the domain, and those declared of devices
     * @param strict is told of rows that leave open which of them counts: the first does
     */
    static LimitTable read(
            String path, String text, Set<String> possible, Consumer<Finding> findings, Consumer<Finding> strict) {
        try (CSVParser csv = CSVParser.parse(new StringReader(text), Tables.FORMAT)) {
            Map<String, Integer> header = csv.getHeaderMap();
            for (String column : List.of("limit", "value")) {
                if (!header.containsKey(column)) {
                    findings.accept(new Finding(
                            FindingCode.CONTENT_SCHEMA, path + ":1:1", "the column '" + column + "' is missing."));
                    return new LimitTable(List.of(), List.of());
                }
            }
            List<String> criteria = csv.getHeaderNames().stream()
                    .filter(name -> !OWN.contains(name))
                    .toList();
            for (String criterion : criteria) {
                if (!possible.contains(criterion)) {
                    findings.accept(new Finding(
                            FindingCode.CONTENT_SCHEMA,
                            Tables.place(path, text, csv.getHeaderNames().indexOf(criterion)),
                            "the column '" + criterion + "' is neither reading.<field> nor device.<field>."
                                    + Nearest.to(criterion, possible)));
                }
            }
            List<Row> rows = new ArrayList<>();
            for (CSVRecord record : csv) {
                row(path, text, record, criteria, rows, findings);
            }
            overlaps(rows, strict);
            return new LimitTable(criteria, rows);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        } catch (UncheckedIOException | IllegalArgumentException e) {
            findings.accept(new Finding(FindingCode.CONTENT_SYNTAX, path, "not a CSV table with a header."));
            return new LimitTable(List.of(), List.of());
        }
    }

    /** Of two rows that say as much and apply to the same, only the first would ever count there. */
    private static void overlaps(List<Row> rows, Consumer<Finding> findings) {
        Map<String, List<Row>> byLimit = new LinkedHashMap<>();
        rows.forEach(row ->
                byLimit.computeIfAbsent(row.limit(), limit -> new ArrayList<>()).add(row));
        for (List<Row> ofLimit : byLimit.values()) {
            for (int i = 0; i < ofLimit.size(); i++) {
                Row row = ofLimit.get(i);
                ofLimit.subList(0, i).stream()
                        .filter(before -> row.overlaps(before, ofLimit))
                        .findFirst()
                        .ifPresent(before -> findings.accept(overlap(row, before)));
            }
        }
    }

    private static Finding overlap(Row row, Row other) {
        boolean same = row.criteria().equals(other.criteria());
        return new Finding(
                FindingCode.CONTENT_SCHEMA,
                row.place(),
                "'" + row.limit() + "' has a value "
                        + (same
                                ? "for the same in " + other.place() + " already."
                                : "in " + other.place()
                                        + " for some of these too, and neither row says more: add one for both."));
    }

    private static void row(
            String path,
            String text,
            CSVRecord record,
            List<String> criteria,
            List<Row> rows,
            Consumer<Finding> findings) {
        String place = Tables.place(path, record);
        if (!record.isConsistent()) {
            findings.accept(
                    new Finding(FindingCode.CONTENT_SCHEMA, place, "the row has not as many cells as the header."));
            return;
        }
        try {
            double value = Double.parseDouble(record.get("value"));
            rows.add(new Row(
                    record.get("limit"),
                    criteria.stream().map(record::get).toList(),
                    value,
                    record.isMapped("unit") ? record.get("unit") : "",
                    place));
        } catch (NumberFormatException e) {
            findings.accept(new Finding(
                    FindingCode.CONTENT_SCHEMA,
                    Tables.place(path, text, record, "value"),
                    "'" + record.get("value") + "' is not a number."));
        }
    }
}
