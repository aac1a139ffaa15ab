package io.casewire.localorg.flow;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Adding to variables and taking from them: numbers, days to dates, text to text. */
final class Arithmetic {
    private Arithmetic() {}

    static @Nullable Object add(@Nullable Object left, @Nullable Object right) {
        if (left instanceof String || right instanceof String) {
            return Scope.text(left) + Scope.text(right);
        }
        if (left instanceof LocalDate date) {
            return date.plusDays(number(right).longValue());
        }
        return number(left).add(number(right));
    }

    static @Nullable Object subtract(@Nullable Object left, @Nullable Object right) {
        if (left instanceof LocalDate date) {
            return date.minusDays(number(right).longValue());
        }
        return number(left).subtract(number(right));
    }

    private static BigDecimal number(@Nullable Object value) {
        return value instanceof Number ? new BigDecimal(Scope.text(value)) : BigDecimal.ZERO;
    }
}
