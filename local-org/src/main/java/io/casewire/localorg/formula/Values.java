package io.casewire.localorg.formula;

import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/** How formula values behave: an empty number counts as zero, an empty text as "". */
final class Values {
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
        BigDecimal first = number(left);
        BigDecimal second = number(right);
        return switch (symbol) {
            case "+" -> first.add(second);
            case "-" -> first.subtract(second);
            case "*" -> first.multiply(second);
            default -> second.signum() == 0 ? null : first.divide(second, MathContext.DECIMAL64);
        };
    }

    static BigDecimal number(@Nullable Object value) {
        if (value instanceof BigDecimal number) {
            return number;
        }
        if (value instanceof Number number) {
            return new BigDecimal(number.toString());
        }
        try {
            return value instanceof String text && !text.isBlank() ? new BigDecimal(text.strip()) : BigDecimal.ZERO;
        } catch (NumberFormatException e) {
            return BigDecimal.ZERO;
        }
    }
}
