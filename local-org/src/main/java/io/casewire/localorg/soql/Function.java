package io.casewire.localorg.soql;

import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.FieldType;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import org.jspecify.annotations.Nullable;

/** What a query may do with a field. Times are taken in UTC. */
enum Function {
    NONE,
    COUNT,
    COUNT_DISTINCT,
    SUM,
    AVG,
    MIN,
    MAX,
    CALENDAR_YEAR,
    CALENDAR_QUARTER,
    CALENDAR_MONTH,
    DAY_IN_MONTH,
    DAY_IN_WEEK,
    DAY_IN_YEAR,
    DAY_ONLY,
    HOUR_IN_DAY,
    WEEK_IN_MONTH,
    WEEK_IN_YEAR;

    private static final Field NUMBER = Field.named("number", FieldType.DOUBLE).build();
    private static final Field DAY = Field.named("day", FieldType.DATE).build();

    boolean isAggregate() {
        return this != NONE && compareTo(CALENDAR_YEAR) < 0;
    }

    boolean isOfTime() {
        return compareTo(CALENDAR_YEAR) >= 0;
    }

    /** A field of the type this gives, for comparisons. */
    Field result(@Nullable Field of) {
        return switch (this) {
            case NONE, MIN, MAX -> of == null ? NUMBER : of;
            case DAY_ONLY -> DAY;
            default -> NUMBER;
        };
    }

    /** The value of a function of time; weeks of a month and a year begin with its first day. */
    @Nullable
    Object of(@Nullable Object value) {
        if (this == NONE || value == null) {
            return value;
        }
        LocalDateTime time = value instanceof Instant instant
                ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
                : ((LocalDate) value).atStartOfDay();
        return switch (this) {
            case CALENDAR_YEAR -> time.getYear();
            case CALENDAR_QUARTER -> time.get(IsoFields.QUARTER_OF_YEAR);
            case CALENDAR_MONTH -> time.getMonthValue();
            case DAY_IN_MONTH -> time.getDayOfMonth();
            case DAY_IN_WEEK ->
                time.getDayOfWeek() == DayOfWeek.SUNDAY
                        ? 1
                        : time.getDayOfWeek().getValue() + 1;
            case DAY_IN_YEAR -> time.getDayOfYear();
            case DAY_ONLY -> time.toLocalDate();
            case HOUR_IN_DAY -> time.getHour();
            case WEEK_IN_MONTH -> (time.getDayOfMonth() - 1) / 7 + 1;
            case WEEK_IN_YEAR -> (time.getDayOfYear() - 1) / 7 + 1;
            default -> throw new IllegalStateException(this + " is no function of time");
        };
    }
}
