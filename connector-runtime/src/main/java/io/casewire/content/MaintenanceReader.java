package io.casewire.content;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.episodes.MaintenanceWindow;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code kind: Maintenance}. */
final class MaintenanceReader {
    private MaintenanceReader() {}

    static List<MaintenanceWindow> read(YamlFile file, Consumer<Finding> findings) {
        List<MaintenanceWindow> windows = new ArrayList<>();
        for (int i = 0; i < file.root().path("windows").size(); i++) {
            JsonNode node = file.root().path("windows").path(i);
            MaintenanceWindow.Times times = times(node, file.place("/windows/" + i), findings);
            if (times != null) {
                windows.add(new MaintenanceWindow(
                        node.path("name").asText(),
                        FormatReader.strings(node.path("devices")).stream()
                                .map(MaintenanceReader::pattern)
                                .toList(),
                        new TreeSet<>(FormatReader.strings(node.path("models"))),
                        times));
            }
        }
        return windows;
    }

    private static MaintenanceWindow.@Nullable Times times(JsonNode node, String place, Consumer<Finding> findings) {
        try {
            return node.has("weekly") ? weekly(node.path("weekly")) : once(node, place, findings);
        } catch (DateTimeException e) {
            findings.accept(new Finding(FindingCode.CONTENT_SCHEMA, place, e.getMessage() + "."));
            return null;
        }
    }

    private static MaintenanceWindow.@Nullable Times once(JsonNode node, String place, Consumer<Finding> findings) {
        Instant from = OffsetDateTime.parse(node.path("from").asText()).toInstant();
        Instant to = OffsetDateTime.parse(node.path("to").asText()).toInstant().truncatedTo(ChronoUnit.SECONDS);
        if (!from.isBefore(to)) {
            findings.accept(new Finding(FindingCode.CONTENT_SCHEMA, place, "it ends before it begins."));
            return null;
        }
        return new MaintenanceWindow.Once(from, to);
    }

    private static MaintenanceWindow.Times weekly(JsonNode node) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        node.path("days").forEach(day -> days.add(DayOfWeek.valueOf(day.asText().toUpperCase(Locale.ROOT))));
        return new MaintenanceWindow.Weekly(
                days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days,
                LocalTime.parse(node.path("from").asText()),
                LocalTime.parse(node.path("to").asText()),
                ZoneId.of(node.path("zone").asText()));
    }

    /** A star stands for any characters. */
    private static Pattern pattern(String glob) {
        return Pattern.compile(
                Stream.of(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }
}
