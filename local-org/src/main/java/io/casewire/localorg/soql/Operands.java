package io.casewire.localorg.soql;

import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.FieldType;
import io.casewire.localorg.schema.RecordId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The values a field is compared with, as the field's own type; a literal of another type is refused. */
final class Operands {
    private static final DateTimeFormatter DATETIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT);

    private final String query;
    private final FieldRef ref;
    private final Field field;
    private final LocalDate today;

    Operands(String query, FieldRef ref, Field field, LocalDate today) {
        this.query = query;
        this.ref = ref;
        this.field = field;
        this.today = today;
    }

    /** A stored value as it is compared: text without regard to case unless the field keeps case, numbers as double. */
    static @Nullable Object comparable(Field field, @Nullable Object value) {
        if (value instanceof String text
                && !field.caseSensitive()
                && !field.type().isId()) {
            return text.toLowerCase(Locale.ROOT);
        }
        return value instanceof Integer number ? (Object) number.doubleValue() : value;
    }

    /** The range of days a literal stands for, when it is one. */
    @Nullable
    Range range(Literal literal) {
        if (literal.kind() != Literal.Kind.DAYS) {
            return null;
        }
        Days days = Days.of(literal.text(), today);
        return switch (field.type()) {
            case DATE -> new Range(days.start(), days.end());
            case DATETIME -> new Range(midnight(days.start()), midnight(days.end()));
            default -> throw mismatch(field.type().describeName(), field.type().isText());
        };
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** A literal as the field's value, ready to compare with {@link #comparable}. */
    @Nullable
    Object key(Literal literal) {
        if (literal.kind() == Literal.Kind.NULL) {
            return field.type() == FieldType.BOOLEAN ? Boolean.FALSE : null;
        }
        return switch (field.type()) {
            case BOOLEAN -> Boolean.valueOf(text(literal, Literal.Kind.BOOLEAN, "boolean"));
            case INT, DOUBLE, CURRENCY, PERCENT -> Double.valueOf(text(literal, Literal.Kind.NUMBER, "double"));
            case DATE -> date(text(literal, Literal.Kind.DATE, "date"));
            case DATETIME -> datetime(text(literal, Literal.Kind.DATETIME, "dateTime"));
            case ID, REFERENCE -> id(text(literal, Literal.Kind.TEXT, "string"));
            default -> comparable(field, text(literal, Literal.Kind.TEXT, "string"));
        };
    }

    ApiException wrongOperator() {
        return QueryErrors.wrongFilter(
                query, ref, "invalid operator on " + field.type().describeName() + " field");
    }

    String likeText(Literal literal) {
        if (!field.type().isText() || field.type().isId()) {
            throw wrongOperator();
        }
        return text(literal, Literal.Kind.TEXT, "string");
    }

    private String text(Literal literal, Literal.Kind expected, String typeName) {
        if (literal.kind() != expected) {
            throw mismatch(typeName, expected == Literal.Kind.TEXT);
        }
        return literal.text();
    }

    private Object date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw QueryErrors.wrongFilter(query, ref, "Invalid date: " + text);
        }
    }

    private Object datetime(String text) {
        try {
            return OffsetDateTime.parse(text, DATETIME).toInstant();
        } catch (DateTimeParseException e) {
            throw QueryErrors.wrongFilter(query, ref, "Invalid datetime: " + text);
        }
    }

    private Object id(String text) {
        String id = RecordId.normalize(text);
        if (id == null && !text.isEmpty()) {
            throw new ApiException(StatusCode.INVALID_FIELD, "invalid ID field: " + text);
        }
        return id == null ? "" : id;
    }

    private ApiException mismatch(String expected, boolean quoted) {
        return QueryErrors.wrongFilter(
                query,
                ref,
                "value of filter criterion for field '" + ref + "' must be of type " + expected
                        + (quoted ? " and should be enclosed in quotes" : " and should not be enclosed in quotes"));
    }
}
