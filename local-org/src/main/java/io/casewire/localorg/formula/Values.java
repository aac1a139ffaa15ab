package io.casewire.localorg.formula;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** How formula values behave: an empty number counts as zero, an empty text as "". */
final class Values {
    private static final BigDecimal MILLIS_PER_DAY =
            BigDecimal.valueOf(Duration.ofDays(1).toMillis());

    /** Text such as 1e999999999 is a number that no memory holds once it is written out. */
    private static final int MOST_DIGITS = 64;

    private Values() {}

    static boolean isTrue(@Nullable Object value) {
        return Boolean.TRUE.equals(value);
    }

    static boolean isBlank(@Nullable Object value) {
        return value == null || (value instanceof String text && text.isBlank());
    }

    static String text(@Nullable Object value) {
        if (value instanceof Number) {
            return number(value).stripTrailingZeros().toPlainString();
        }
        return value == null ? "" : value.toString();
    }

    static boolean compare(String symbol, @Nullable Object left, @Nullable Object right) {
        int order = order(left, right);
        return switch (symbol) {
            case "=", "==" -> order == 0;
            case "<>", "!=" -> order != 0;
            case "<" -> order < 0;
            case ">" -> order > 0;
            case "<=" -> order <= 0;
            default -> order >= 0;
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static int order(@Nullable Object left, @Nullable Object right) {
        if (left instanceof Number || right instanceof Number) {
            return number(left).compareTo(number(right));
        }
        if (left != null && right != null && left.getClass() == right.getClass()) {
            return ((Comparable) left).compareTo(right);
        }
        return text(left).compareTo(text(right));
    }

    static @Nullable Object calculate(String symbol, @Nullable Object left, @Nullable Object right) {
        if (symbol.equals("&") || (symbol.equals("+") && (left instanceof String || right instanceof String))) {
            return text(left) + text(right);
        }
        if (isTime(left) || isTime(right)) {
            return left == null || right == null ? null : calculateTime(symbol, left, right);
        }
        BigDecimal first = number(left);
        BigDecimal second = number(right);
        return switch (symbol) {
            case "+" -> first.add(second);
            case "-" -> first.subtract(second);
            case "*" -> first.multiply(second);
            default -> second.signum() == 0 ? null : first.divide(second, MathContext.DECIMAL64);
        };
    }

    private static boolean isTime(@Nullable Object value) {
        return value instanceof LocalDate || value instanceof Instant;
    }

    /** A date or time and days, or the days between two. */
    private static @Nullable Object calculateTime(String symbol, Object left, Object right) {
        if (!isTime(left)) {
            return symbol.equals("+") ? calculateTime(symbol, right, left) : null;
        }
        if (symbol.equals("-") && right.getClass() == left.getClass()) {
            Duration between = Duration.between(instant(right), instant(left));
            return BigDecimal.valueOf(between.toMillis()).divide(MILLIS_PER_DAY, MathContext.DECIMAL64);
        } else if (!symbol.equals("+") && !symbol.equals("-")) {
            return null;
        }
        BigDecimal days = symbol.equals("-") ? number(right).negate() : number(right);
        try {
            // A date takes whole days, as in Salesforce: the rest of the number is dropped.
            return left instanceof LocalDate date
                    ? date.plusDays(days.longValue())
                    : instant(left).plusMillis(days.multiply(MILLIS_PER_DAY).longValue());
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static Instant instant(Object value) {
        return value instanceof LocalDate date
                ? date.atStartOfDay(ZoneOffset.UTC).toInstant()
                : (Instant) value;
    }

    /** The day of a date, of a time or of text that is one; null when it is none. */
    static @Nullable LocalDate date(@Nullable Object value) {
        if (value instanceof LocalDate date) {
            return date;
        } else if (value instanceof Instant time) {
            return LocalDate.ofInstant(time, ZoneOffset.UTC);
        }
        try {
            return LocalDate.parse(text(value));
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    static BigDecimal round(BigDecimal number, BigDecimal digits) {
        int scale = Math.max(-MOST_DIGITS, Math.min(MOST_DIGITS, digits.intValue()));
        return number.setScale(scale, RoundingMode.HALF_UP);
    }

    static BigDecimal number(@Nullable Object value) {
        if (value instanceof BigDecimal number) {
            return number;
        }
        if (value instanceof Number number) {
            return new BigDecimal(number.toString());
        }
        try {
            BigDecimal read =
                    value instanceof String text && !text.isBlank() ? new BigDecimal(text.strip()) : BigDecimal.ZERO;
            return Math.abs((long) read.scale()) > MOST_DIGITS ? BigDecimal.ZERO : read;
        } catch (NumberFormatException e) {
            return BigDecimal.ZERO;
        }
    }
}
