package io.casewire.ingest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.ingest.Format.Field;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * A recording in CSV, turned back into the messages of a format: only columns the format declares are taken, so a
 * label column never goes on the wire.
 */
public final class Recording implements AutoCloseable {
    private static final CSVFormat CSV = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreEmptyLines(true)
            .get();

    private final Format format;
    private final String deviceColumn;
    private final CSVParser csv;

    /** One message. */
    public record Message(String device, byte[] payload) {}

    private Recording(Format format, String deviceColumn, CSVParser csv) {
        this.format = format;
        this.deviceColumn = deviceColumn;
        this.csv = csv;
    }

    /** @throws IllegalArgumentException when format and file do not belong together, saying why */
    public static Recording open(Path file, Format format) throws IOException {
        if (ContentTypes.isDecoded(format.contentType())) {
            throw new IllegalArgumentException("format '" + format.name() + "' is of " + format.contentType()
                    + ", which only devices write; a recording in CSV is for formats of json and cbor");
        }
        String column = format.device().column();
        if (column == null || format.eventTime() == null) {
            throw new IllegalArgumentException("format '" + format.name()
                    + "' does not say which column holds the device, or where the event time goes");
        }
        CSVParser csv = CSVParser.parse(file, StandardCharsets.UTF_8, CSV);
        List<String> header =
                csv.getHeaderNames().stream().map(Recording::withoutMark).toList();
        for (Field field : format.fields()) {
            if (field.required() && !header.contains(String.valueOf(field.column()))) {
                csv.close();
                throw new IllegalArgumentException(
                        file.getFileName() + " has no column '" + field.column() + "' for '" + field.name() + "'");
            }
        }
        return new Recording(format, column, csv);
    }

    /** Row n (from 0) happened at {@code start + n x step}. */
    public Iterator<Message> messages(Instant start, Duration step) {
        Iterator<CSVRecord> rows = csv.iterator();
        Map<String, Integer> columns = columns();
        return new Iterator<>() {
            private Instant next = start;

            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Message next() {
                Message message = message(rows.next(), columns, next);
                next = next.plus(step);
                return message;
            }
        };
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }

    private Message message(CSVRecord row, Map<String, Integer> columns, Instant at) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        Format.TimePlace time = Objects.requireNonNull(format.eventTime());
        switch (time.unit()) {
            case ISO -> payload.put(time.path(), at.toString());
            case MILLISECONDS -> payload.put(time.path(), at.toEpochMilli());
            case SECONDS -> payload.put(time.path(), at.getEpochSecond());
        }
        for (Field field : format.fields()) {
            String cell = cell(row, columns, field.column());
            if (cell != null && !cell.isBlank()) {
                put(payload, field, cell);
            }
        }
        String device = cell(row, columns, deviceColumn);
        return new Message(device == null ? "" : device, Payloads.write(format.contentType(), payload));
    }

    private static void put(ObjectNode payload, Field field, String cell) {
        switch (field.type()) {
            case NUMBER -> payload.put(field.path(), Double.parseDouble(cell));
            case BOOLEAN -> payload.put(field.path(), Boolean.parseBoolean(cell));
            case TEXT -> payload.put(field.path(), cell);
        }
    }

    private static @Nullable String cell(CSVRecord row, Map<String, Integer> columns, @Nullable String column) {
        Integer index = column == null ? null : columns.get(column);
        return index == null ? null : row.get(index);
    }

    private Map<String, Integer> columns() {
        Map<String, Integer> columns = new LinkedHashMap<>();
        csv.getHeaderMap().forEach((name, index) -> columns.put(withoutMark(name), index));
        return columns;
    }

    /** Spreadsheets begin a file with a byte order mark. */
    private static String withoutMark(String header) {
        return header.startsWith("\uFEFF") ? header.substring(1) : header;
    }
}
