package io.casewire.localorg.soql;

import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import org.jspecify.annotations.Nullable;

/** A range of days: from the first to the day before {@code end}. */
record Days(LocalDate start, LocalDate end) {
    private static final int LONGEST_COUNT = 6;

    static Days single(LocalDate day) {
        return new Days(day, day.plusDays(1));
    }

    /** The range a date literal names, seen from a day; weeks begin on Sunday. */
    static Days of(String literal, LocalDate today) {
        int colon = literal.indexOf(':');
        String name = colon < 0 ? literal : literal.substring(0, colon);
        int n = colon < 0 ? 0 : count(literal, colon + 1);
        Days days =
                switch (name) {
                    case "YESTERDAY" -> single(today.minusDays(1));
                    case "TODAY" -> single(today);
                    case "TOMORROW" -> single(today.plusDays(1));
                    case "LAST_90_DAYS" -> new Days(today.minusDays(90), today.plusDays(1));
                    case "NEXT_90_DAYS" -> new Days(today.plusDays(1), today.plusDays(91));
                    case "LAST_N_DAYS" -> new Days(today.minusDays(n), today.plusDays(1));
                    case "NEXT_N_DAYS" -> new Days(today.plusDays(1), today.plusDays(n + 1L));
                    case "N_DAYS_AGO" -> single(today.minusDays(n));
                    default -> ofPeriods(name, n, today);
                };
        if (days == null) {
            throw QueryErrors.unsupported("The date literal " + literal);
        }
        return days;
    }

    private static int count(String literal, int from) {
        String digits = literal.substring(from);
        if (digits.length() > LONGEST_COUNT) {
            throw new ApiException(StatusCode.MALFORMED_QUERY, "count out of range: " + literal);
        }
        return Integer.parseInt(digits);
    }

    private static @Nullable Days ofPeriods(String name, int n, LocalDate today) {
        for (Period period : Period.values()) {
            LocalDate current = period.startOf(today);
            if (name.equals("THIS_" + period)) {
                return between(period, current, 0, 1);
            } else if (name.equals("LAST_" + period)) {
                return between(period, current, -1, 0);
            } else if (name.equals("NEXT_" + period)) {
                return between(period, current, 1, 2);
            } else if (name.equals("LAST_N_" + period + "S")) {
                return between(period, current, -n, 0);
            } else if (name.equals("NEXT_N_" + period + "S")) {
                return between(period, current, 1, n + 1);
            } else if (name.equals("N_" + period + "S_AGO")) {
                return between(period, current, -n, 1 - n);
            }
        }
        return null;
    }

    private static Days between(Period period, LocalDate current, int from, int to) {
        return new Days(period.plus(current, from), period.plus(current, to));
    }

    private enum Period {
        WEEK,
        MONTH,
        QUARTER,
        YEAR;

        LocalDate startOf(LocalDate day) {
            return switch (this) {
                case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
                case MONTH -> day.withDayOfMonth(1);
                case QUARTER -> LocalDate.of(day.getYear(), (day.getMonthValue() - 1) / 3 * 3 + 1, 1);
                case YEAR -> day.withDayOfYear(1);
            };
        }

        LocalDate plus(LocalDate day, int count) {
            return switch (this) {
                case WEEK -> day.plusWeeks(count);
                case MONTH -> day.plusMonths(count);
                case QUARTER -> day.plusMonths(3L * count);
                case YEAR -> day.plusYears(count);
            };
        }
    }
}
