package io.casewire.episodes;

import io.casewire.identity.Device;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A time in which nothing is decided about some devices, because somebody works on them.
 *
 * @param place where it is declared
 * @param devices patterns of their ids; empty for all
 * @param models of theirs; empty for all
 */
public record MaintenanceWindow(String place, String name, List<Pattern> devices, Set<String> models, Times times) {

    /** When it is. */
    public sealed interface Times permits Once, Weekly, OfDevice {
        /** When the time ends that this moment is part of, for this device; null when it is part of none. */
        @Nullable
        Instant until(Device device, Instant at);
    }

    /** From then, and until just before then. */
    public record Once(Instant from, Instant to) implements Times {
        @Override
        public @Nullable Instant until(Device device, Instant at) {
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
        public @Nullable Instant until(Device device, Instant at) {
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

    /**
     * As the org says it of each device, in fields that {@code mappings/identity.yaml} declares: a time, as in {@code 2026-03-01T08:00:00Z}.
     *
     * @param from where it begins; a device without has begun
     * @param to where it ends; nobody works on a device without
     */
    public record OfDevice(String from, String to) implements Times {
        @Override
        public @Nullable Instant until(Device device, Instant at) {
            Instant end = time(device.field(to));
            if (end == null || !at.isBefore(end)) {
                return null;
            }
            Instant begin = time(device.field(from));
            return begin != null && at.isBefore(begin) ? null : end;
        }

        /** Null where it is none: a field of another kind is named by check and doctor. */
        public static @Nullable Instant time(@Nullable String said) {
            if (said == null || !said.endsWith("Z")) {
                return null;
            }
            try {
                return Instant.parse(said).truncatedTo(ChronoUnit.SECONDS);
            } catch (DateTimeException e) {
                return null;
            }
        }
    }

    /** What is asked of a device beside its id. */
    public Set<String> deviceFields() {
        Set<String> fields = new TreeSet<>(timeFields());
        if (!models.isEmpty()) {
            fields.add(Device.MODEL);
        }
        return fields;
    }

    /** Those of them that say when it is, as {@link OfDevice#time} takes it. */
    public Set<String> timeFields() {
        return times instanceof OfDevice it ? Set.of(it.from(), it.to()) : Set.of();
    }

    /** When it ends for this device; null when it is not of that time, or about others. */
    public @Nullable Instant until(Device device, Instant at) {
        String model = device.field(Device.MODEL);
        boolean concerned = (devices.isEmpty()
                        || devices.stream()
                                .anyMatch(it -> it.matcher(device.id()).matches()))
                && (models.isEmpty() || model != null && models.contains(model));
        return concerned ? times.until(device, at) : null;
    }
}
