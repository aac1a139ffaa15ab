package io.casewire.episodes;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A time in which nothing is decided about some devices, because somebody works on them.
 *
 * @param devices patterns of their ids; empty for all
 * @param models of theirs; empty for all
 */
public record MaintenanceWindow(String name, List<Pattern> devices, Set<String> models, Times times) {

    /** When it is. */
    public sealed interface Times permits Once, Weekly {
        /** When the time ends that this moment is part of; null when it is part of none. */
        @Nullable
        Instant until(Instant at);
    }

    /** From then, and until just before then. */
    public record Once(Instant from, Instant to) implements Times {
        @Override
        public @Nullable Instant until(Instant at) {
            return at.isBefore(from) || !at.isBefore(to) ? null : to;
        }
    }

    /**
     * Again and again.
     *
     * @param days on which it begins
     * @param to on the day after, when it is not later than {@code from}
     */
    public record Weekly(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) implements Times {
        @Override
        public @Nullable Instant until(Instant at) {
            LocalDate today = at.atZone(zone).toLocalDate();
            for (LocalDate begins : List.of(today, today.minusDays(1))) {
                ZonedDateTime first = begins.atTime(from).atZone(zone);
                LocalDate ends = to.isAfter(from) ? begins : begins.plusDays(1);
                Instant end = ends.atTime(to).atZone(zone).toInstant();
                if (days.contains(begins.getDayOfWeek()) && !at.isBefore(first.toInstant()) && at.isBefore(end)) {
                    return end;
                }
            }
            return null;
        }
    }

    /** When it ends for this device; null when it is not of that time, or about others. */
    public @Nullable Instant until(String device, @Nullable String model, Instant at) {
        boolean concerned = (devices.isEmpty()
                        || devices.stream().anyMatch(it -> it.matcher(device).matches()))
                && (models.isEmpty() || model != null && models.contains(model));
        return concerned ? times.until(at) : null;
    }
}
