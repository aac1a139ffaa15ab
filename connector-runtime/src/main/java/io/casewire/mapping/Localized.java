package io.casewire.mapping;

import io.casewire.identity.OrgProfile;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.FormatStyle;
import java.util.HashMap;
import java.util.Map;

/** How an org writes numbers and times. Kept for each thread: to make it costs more than the rest of a text, and it is for one. */
final class Localized {
    private static final ThreadLocal<Map<OrgProfile, Localized>> KNOWN = ThreadLocal.withInitial(HashMap::new);

    private final NumberFormat numbers;
    private final DateTimeFormatter times;

    private Localized(OrgProfile profile) {
        numbers = NumberFormat.getNumberInstance(profile.locale());
        numbers.setMaximumFractionDigits(2);
        // A formatter of a style looks its pattern up whenever it is used.
        String pattern = DateTimeFormatterBuilder.getLocalizedDateTimePattern(
                FormatStyle.MEDIUM, FormatStyle.MEDIUM, IsoChronology.INSTANCE, profile.locale());
        times = DateTimeFormatter.ofPattern(pattern, profile.locale()).withZone(profile.timeZone());
    }

    static Localized of(OrgProfile profile) {
        return KNOWN.get().computeIfAbsent(profile, Localized::new);
    }

    String number(double value) {
        return numbers.format(value);
    }

    String time(Instant at) {
        return times.format(at);
    }
}
