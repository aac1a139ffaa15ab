package io.casewire.content;

import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.signals.ScoreTable;
import io.casewire.signals.ScoreTable.Band;
import io.casewire.signals.ScoreTable.Bands;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** Reads a scoring table: the columns {@code field}, {@code upTo} and {@code points}, and others for people. */
final class ScoreReader {
    private final String path;
    private final String text;
    private final Consumer<Finding> findings;
    private final Map<String, List<Band>> byField = new LinkedHashMap<>();

    private ScoreReader(String path, String text, Consumer<Finding> findings) {
        this.path = path;
        this.text = text;
        this.findings = findings;
    }

    static ScoreTable read(String path, String text, Consumer<Finding> findings) {
        ScoreReader reader = new ScoreReader(path, text, findings);
        try (CSVParser csv = CSVParser.parse(new StringReader(text), Tables.FORMAT)) {
            for (String column : List.of("field", "upTo", "points")) {
                if (!csv.getHeaderMap().containsKey(column)) {
                    reader.refuse(path + ":1:1", "the column '" + column + "' is missing.");
                    return new ScoreTable(List.of());
                }
            }
            for (CSVRecord row : csv) {
                reader.row(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        } catch (UncheckedIOException | IllegalArgumentException e) {
            findings.accept(new Finding(FindingCode.CONTENT_SYNTAX, path, "not a CSV table with a header."));
        }
        if (reader.byField.isEmpty()) {
            findings.accept(
                    new Finding(FindingCode.CONTENT_SCHEMA, path, "there is no row that says what a value is worth."));
        }
        List<Bands> fields = new ArrayList<>();
        reader.byField.forEach((field, bands) -> {
            if (Double.isFinite(bands.get(bands.size() - 1).upTo())) {
                findings.accept(new Finding(
                        FindingCode.CONTENT_SCHEMA,
                        path,
                        "'" + field + "' has no row with an empty upTo, which is for all values above the others."));
            }
            fields.add(new Bands(field, bands));
        });
        return new ScoreTable(fields);
    }

    private void row(CSVRecord row) {
        if (!row.isConsistent()) {
            refuse(Tables.place(path, row), "the row has not as many cells as the header.");
            return;
        }
        Double upTo = row.get("upTo").isEmpty() ? (Double) Double.POSITIVE_INFINITY : number(row, "upTo");
        Double points = number(row, "points");
        if (upTo == null || points == null) {
            return;
        }
        List<Band> bands = byField.computeIfAbsent(row.get("field"), field -> new ArrayList<>());
        if (!bands.isEmpty() && upTo <= bands.get(bands.size() - 1).upTo()) {
            refuse(
                    Tables.place(path, text, row, "upTo"),
                    "the bands of '" + row.get("field") + "' have to go upwards, the one without an end last.");
        }
        bands.add(new Band(upTo, points));
    }

    /** Null where it is none. */
    private @Nullable Double number(CSVRecord row, String column) {
        try {
            double number = Double.parseDouble(row.get(column));
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        refuse(Tables.place(path, text, row, column), "upTo and points have to be numbers.");
        return null;
    }

    private void refuse(String where, String what) {
        findings.accept(new Finding(FindingCode.CONTENT_SCHEMA, where, what));
    }
}
