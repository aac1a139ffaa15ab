package io.casewire.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.delivery.Call.Row;
import io.casewire.delivery.Receipt.Result;
import io.casewire.mapping.Write;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/** The rows of a call as a Bulk API 2.0 file, and its result files as receipts (Bulk API 2.0 guide: valid CSV). */
public final class BulkFile {
    /** Most rows of one job: what the org takes as one batch (Salesforce limits: Bulk API 2.0). */
    static final int MAX_ROWS = 10_000;

    /** Most bytes of one job: what fits into one record of Kafka with room to spare. */
    static final long MAX_BYTES = 8_000_000;

    /** Empties a field; an empty value leaves it as it is. */
    private static final String EMPTIES = "#N/A";

    private static final String ID = "Id";
    private static final String SF_ID = "sf__Id";
    private static final String SF_CREATED = "sf__Created";
    private static final String SF_ERROR = "sf__Error";
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** As in {@code REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --}. */
    private static final Pattern ERROR = Pattern.compile("([A-Z][A-Z_]+):(.*?)(?::([\\w. ,]*) ?--)?", Pattern.DOTALL);

    private static final CSVFormat WRITTEN =
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();
    private static final CSVFormat READ = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreHeaderCase(true)
            .get();

    private BulkFile() {}

    /** Whether every field can be said in such a file. */
    static boolean holds(Write write) {
        return Stream.of(write.create(), write.always(), write.ifUnchanged())
                .flatMap(fields -> fields.entrySet().stream())
                .allMatch(field -> holds(field.getKey(), field.getValue()));
    }

    private static boolean holds(String field, JsonNode value) {
        if (isEmpty(value)) {
            // What empties a lookup by external id, no source says for certain.
            return field.indexOf('.') < 0;
        }
        return value.isValueNode() && !value.asText().equals(EMPTIES);
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isNull() || (value.isTextual() && value.asText().isEmpty());
    }

    /** The name of the column by which a row is found again. */
    private static String keyColumn(Call call) {
        return call.create() ? call.externalId() : ID;
    }

    private static String key(Call call, Row row) {
        return call.create() ? row.key() : String.valueOf(row.recordId());
    }

    /** @param rows in the order they are to be written */
    public static byte[] body(Call call, List<Row> rows) {
        TreeSet<String> fields = new TreeSet<>();
        rows.forEach(row -> fields.addAll(row.fields().keySet()));
        StringBuilder text = new StringBuilder();
        try (CSVPrinter csv = new CSVPrinter(text, WRITTEN)) {
            List<String> line = new ArrayList<>();
            line.add(keyColumn(call));
            line.addAll(fields);
            csv.printRecord(line);
            for (Row row : rows) {
                line.clear();
                line.add(key(call, row));
                for (String field : fields) {
                    JsonNode value = row.fields().get(field);
                    line.add(value == null ? "" : isEmpty(value) ? EMPTIES : value.asText());
                }
                csv.printRecord(line);
            }
        } catch (IOException e) {
            throw new IllegalStateException("text can be written", e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * One receipt per row; a row in neither file was not come to.
     *
     * @throws IOException when a file is not as the guide says
     */
    public static List<Receipt> receipts(Call call, byte[] successful, byte[] failed, long now) throws IOException {
        Map<String, CSVRecord> written = byKey(call, successful, SF_ID, SF_CREATED);
        Map<String, CSVRecord> refused = byKey(call, failed, SF_ERROR);
        List<Receipt> receipts = new ArrayList<>();
        for (Row row : call.rows()) {
            CSVRecord success = written.get(key(call, row));
            CSVRecord failure = refused.get(key(call, row));
            if (success != null) {
                boolean created = Boolean.parseBoolean(success.get(SF_CREATED));
                Result result = created ? Result.CREATED : Result.UPDATED;
                receipts.add(Receipt.of(call, row, result, success.get(SF_ID), now));
            } else if (failure != null) {
                receipts.add(refused(call, row, failure.get(SF_ERROR), now));
            } else {
                receipts.add(Receipt.refused(
                        call, row, Refusal.UNPROCESSED, "the job ended before this row", List.of(), now));
            }
        }
        return receipts;
    }

    private static Receipt refused(Call call, Row row, String error, long now) {
        Matcher words = ERROR.matcher(error);
        if (!words.matches()) {
            // By collections, the org will say it in a way that can be read.
            return Receipt.refused(call, row, Refusal.UNPROCESSED, error, List.of(), now);
        }
        String named = words.group(3) == null ? "" : words.group(3);
        List<String> fields =
                Stream.of(named.split("[, ]+")).filter(name -> !name.isEmpty()).toList();
        return Receipt.refused(call, row, words.group(1), words.group(2), fields, now);
    }

    private static Map<String, CSVRecord> byKey(Call call, byte[] file, String... columns) throws IOException {
        Map<String, CSVRecord> records = new HashMap<>();
        String text = new String(file, StandardCharsets.UTF_8);
        try (CSVParser csv = CSVParser.parse(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text, READ)) {
            for (String needed : columns) {
                requireColumn(csv, needed);
            }
            for (CSVRecord record : csv) {
                requireColumn(csv, keyColumn(call));
                records.put(record.get(keyColumn(call)), record);
            }
        } catch (UncheckedIOException | IllegalArgumentException e) {
            throw new IOException("the result is no CSV", e);
        }
        return records;
    }

    private static void requireColumn(CSVParser csv, String column) throws IOException {
        if (!csv.getHeaderMap().containsKey(column)) {
            throw new IOException("the result has no column " + column);
        }
    }
}
