package io.casewire.content;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.episodes.MaintenanceWindow;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.names.Nearest;
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
    private final YamlFile file;
    private final Set<String> deviceFields;
    private final Consumer<Finding> findings;

    private MaintenanceReader(YamlFile file, Set<String> deviceFields, Consumer<Finding> findings) {
        this.file = file;
        this.deviceFields = deviceFields;
        this.findings = findings;
    }

    /** @param deviceFields what is declared of devices */
    static List<MaintenanceWindow> read(YamlFile file, Set<String> deviceFields, Consumer<Finding> findings) {
        return new MaintenanceReader(file, deviceFields, findings).read();
    }

    private List<MaintenanceWindow> read() {
        List<MaintenanceWindow> windows = new ArrayList<>();
        for (int i = 0; i < file.root().path("windows").size(); i++) {
            JsonNode node = file.root().path("windows").path(i);
            MaintenanceWindow.Times times = times(node, "/windows/" + i);
            if (times != null) {
                windows.add(new MaintenanceWindow(
                        file.place("/windows/" + i),
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

    private MaintenanceWindow.@Nullable Times times(JsonNode node, String pointer) {
        if (node.has("device")) {
            return new MaintenanceWindow.OfDevice(declared(node, pointer, "from"), declared(node, pointer, "to"));
        }
        try {
            return node.has("weekly") ? weekly(node.path("weekly")) : once(node, pointer);
        } catch (DateTimeException e) {
            findings.accept(new Finding(FindingCode.CONTENT_SCHEMA, file.place(pointer), e.getMessage() + "."));
            return null;
        }
    }

    private String declared(JsonNode node, String pointer, String which) {
        String field = node.path("device").path(which).asText();
        if (!deviceFields.contains(field)) {
            findings.accept(new Finding(
                    FindingCode.CONTENT_REFERENCE,
                    file.place(pointer + "/device/" + which),
                    "mappings/identity.yaml does not declare '" + field + "'." + Nearest.to(field, deviceFields)));
        }
        return field;
    }

    private MaintenanceWindow.@Nullable Times once(JsonNode node, String pointer) {
        Instant from = OffsetDateTime.parse(node.path("from").asText()).toInstant();
        Instant to = OffsetDateTime.parse(node.path("to").asText()).toInstant().truncatedTo(ChronoUnit.SECONDS);
        if (!from.isBefore(to)) {
            findings.accept(new Finding(FindingCode.CONTENT_SCHEMA, file.place(pointer), "it ends before it begins."));
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
