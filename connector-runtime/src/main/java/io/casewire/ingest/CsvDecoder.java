package io.casewire.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Lines of values without a header (RFC 4180): an array of objects, whose members are the columns {@code 1}, {@code 2} and so on. What is written as a number is one, {@code true} and {@code false} are Boolean, an empty
 * cell is left out.
 */
final class CsvDecoder implements PayloadDecoder {
    /** As JSON writes numbers: what begins with a zero is no number but a code. */
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,29})(\\.\\d{1,30})?([eE][-+]?\\d{1,2})?");

    @Override
    public String contentType() {
        return "csv";
    }

    @Override
    public JsonNode decode(byte[] payload) throws IOException {
        ArrayNode lines = JsonNodeFactory.instance.arrayNode();
        try (CSVParser csv =
                CSVParser.parse(new ByteArrayInputStream(payload), StandardCharsets.UTF_8, CSVFormat.RFC4180)) {
            for (CSVRecord line : csv) {
                lines.add(object(line));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (lines.isEmpty()) {
            throw new IOException("no line");
        }
        return lines;
    }

    private static ObjectNode object(CSVRecord line) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < line.size(); i++) {
            String cell = line.get(i).strip();
            if (!cell.isEmpty()) {
                object.set(Integer.toString(i + 1), value(cell));
            }
        }
        return object;
    }

    private static JsonNode value(String cell) {
        if (NUMBER.matcher(cell).matches()) {
            return JsonNodeFactory.instance.numberNode(new BigDecimal(cell));
        }
        return cell.equals("true") || cell.equals("false")
                ? JsonNodeFactory.instance.booleanNode(Boolean.parseBoolean(cell))
                : JsonNodeFactory.instance.textNode(cell);
    }
}
