package io.casewire.localorg.dml;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.FieldType;
import io.casewire.localorg.schema.RecordId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a value a client sent for a field, and refuses what the field cannot hold. */
public final class FieldValues {
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+");
    private static final int SHOWN = 255;
    private static final DateTimeFormatter DATETIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT);

    private FieldValues() {}

    /** The value as the store keeps it, or null when it is empty. */
    public static @Nullable Object read(Field field, JsonNode json) {
        if (json.isNull() || (json.isTextual() && json.textValue().isBlank())) {
            return null;
        }
        if (json.isContainerNode()) {
            throw unreadable(field, json);
        }
        return switch (field.type()) {
            case BOOLEAN -> bool(field, json);
            case INT -> integer(field, json);
            case DOUBLE, CURRENCY, PERCENT -> decimal(field, json);
            case DATE -> date(field, json);
            case DATETIME -> datetime(field, json);
            case ID, REFERENCE -> id(field, json);
            default -> text(field, json);
        };
    }

    private static String text(Field field, JsonNode json) {
        if (!json.isTextual()) {
            throw unreadable(field, json);
        }
        String text = json.textValue().strip();
        if (field.length() > 0 && text.length() > field.length()) {
            throw new ApiException(
                    StatusCode.STRING_TOO_LONG,
                    field.label() + ": data value too large: " + shown(text) + " (max length=" + field.length() + ")",
                    field.name());
        }
        if (field.type() == FieldType.EMAIL && !EMAIL.matcher(text).matches()) {
            throw new ApiException(
                    StatusCode.INVALID_EMAIL_ADDRESS,
                    field.label() + ": invalid email address: " + shown(text),
                    field.name());
        }
        if (field.restrictedPicklist()) {
            requireKnown(field, text);
        }
        return text;
    }

    private static void requireKnown(Field field, String text) {
        for (String value : field.type() == FieldType.MULTIPICKLIST ? text.split(";") : new String[] {text}) {
            if (field.picklistValues().stream().noneMatch(known -> known.value().equals(value))) {
                throw new ApiException(
                        StatusCode.INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST,
                        field.label() + ": bad value for restricted picklist field: " + shown(value),
                        field.name());
            }
        }
    }

    private static Boolean bool(Field field, JsonNode json) {
        if (json.isBoolean()) {
            return json.booleanValue();
        }
        String text = json.asText();
        if (json.isTextual() && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))) {
            return Boolean.valueOf(text);
        }
        throw unreadable(field, json);
    }

    private static Integer integer(Field field, JsonNode json) {
        try {
            return number(field, json).setScale(0, RoundingMode.HALF_UP).intValueExact();
        } catch (ArithmeticException e) {
            throw outOfRange(field, json);
        }
    }

    private static Double decimal(Field field, JsonNode json) {
        BigDecimal number = number(field, json).setScale(field.scale(), RoundingMode.HALF_UP);
        if (field.precision() > 0 && number.precision() - number.scale() > field.precision() - field.scale()) {
            throw outOfRange(field, json);
        }
        return number.doubleValue();
    }

    private static BigDecimal number(Field field, JsonNode json) {
        if (json.isIntegralNumber()) {
            return new BigDecimal(json.bigIntegerValue());
        }
        String text = json.asText();
        if (json.isBoolean() || text.length() > 100) {
            throw unreadable(field, json);
        }
        try {
            BigDecimal number = new BigDecimal(text);
            if (Math.abs((long) number.precision() - number.scale()) > 400) {
                throw outOfRange(field, json);
            }
            return number;
        } catch (NumberFormatException e) {
            throw unreadable(field, json);
        }
    }

    private static LocalDate date(Field field, JsonNode json) {
        try {
            String text = json.asText();
            return LocalDate.parse(text.length() > 10 && text.charAt(10) == 'T' ? text.substring(0, 10) : text);
        } catch (DateTimeParseException e) {
            throw unreadable(field, json);
        }
    }

    private static Instant datetime(Field field, JsonNode json) {
        String text = json.asText();
        try {
            Instant time = text.endsWith("Z")
                    ? Instant.parse(text)
                    : OffsetDateTime.parse(text, DATETIME).toInstant();
            return Instant.ofEpochMilli(time.toEpochMilli());
        } catch (DateTimeParseException | ArithmeticException e) {
            throw unreadable(field, json);
        }
    }

    private static String id(Field field, JsonNode json) {
        String id = RecordId.normalize(json.asText());
        if (id == null) {
            throw new ApiException(
                    StatusCode.MALFORMED_ID,
                    field.label() + ": id value of incorrect type: " + shown(json.asText()),
                    field.name());
        }
        return id;
    }

    private static ApiException outOfRange(Field field, JsonNode json) {
        return new ApiException(
                StatusCode.NUMBER_OUTSIDE_VALID_RANGE,
                field.label() + ": value outside of valid range on numeric field: " + shown(json.asText()),
                field.name());
    }

    private static ApiException unreadable(Field field, JsonNode json) {
        return new ApiException(
                StatusCode.JSON_PARSER_ERROR,
                "Cannot deserialize instance of " + field.type().describeName() + " from " + json.asToken() + " value "
                        + shown(json.asText()) + " for field " + field.name(),
                field.name());
    }

    private static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN);
    }
}
