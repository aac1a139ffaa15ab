package io.casewire.consent;

import io.casewire.ingest.Format;
import io.casewire.model.DataClass;
import io.casewire.quality.CleanReading;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A reading's values as a purpose may see them. What cannot be treated as asked is not seen. */
final class TreatedValues {
    private final Treatments treatments;
    private final Pseudonyms pseudonyms;
    private final String purpose;

    TreatedValues(Treatments treatments, Pseudonyms pseudonyms, String purpose) {
        this.treatments = treatments;
        this.pseudonyms = pseudonyms;
        this.purpose = purpose;
    }

    Map<String, Object> of(CleanReading reading) {
        Map<String, Object> seen = new HashMap<>();
        for (Format.Field field : reading.format().fields()) {
            Object value = reading.values().get(field.name());
            Object treated = value == null ? null : treat(value, field.dataClass(), reading.eventTime());
            if (treated != null) {
                seen.put(field.name(), treated);
            }
        }
        return seen;
    }

    private @Nullable Object treat(Object value, DataClass dataClass, Instant eventTime) {
        Treatment treatment = treatments.of(dataClass);
        if (treatment == null) {
            return value;
        }
        return switch (treatment.kind()) {
            case MASK -> null;
            // A rule that expects a number finds none rather than a word.
            case PSEUDONYMISE -> value instanceof String text ? pseudonyms.of(text, purpose, eventTime) : null;
            case COARSEN -> coarsen(value, treatment);
        };
    }

    private static @Nullable Object coarsen(Object value, Treatment treatment) {
        if (value instanceof Double number && !treatment.isOfTime()) {
            BigDecimal step = new BigDecimal(treatment.grain());
            return BigDecimal.valueOf(number)
                    .divide(step, 0, RoundingMode.FLOOR)
                    .multiply(step)
                    .doubleValue();
        }
        if (value instanceof String text && treatment.isOfTime()) {
            try {
                return cut(Instant.parse(text), treatment).toString();
            } catch (DateTimeException e) {
                return null;
            }
        }
        return null;
    }

    /** The time of a reading, or of what became of it; null when it may not be seen. */
    static @Nullable Instant time(Instant time, Treatments treatments) {
        Treatment treatment = treatments.of(DataClass.TIME);
        if (treatment == null) {
            return time;
        }
        return treatment.isOfTime() ? cut(time, treatment) : null;
    }

    private static Instant cut(Instant time, Treatment treatment) {
        long span = treatment.span().toMillis();
        return Instant.ofEpochMilli(Math.floorDiv(time.toEpochMilli(), span) * span);
    }
}
