package io.casewire.content;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.ingest.ContentTypes;
import io.casewire.ingest.Format;
import io.casewire.ingest.Format.DevicePlace;
import io.casewire.ingest.Format.Field;
import io.casewire.ingest.Format.FieldType;
import io.casewire.ingest.Format.Split;
import io.casewire.ingest.Format.TimePlace;
import io.casewire.ingest.Format.TimeUnit;
import io.casewire.ingest.TopicPattern;
import io.casewire.model.DataClass;
import io.casewire.model.Durations;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.names.Nearest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads {@code kind: Format}. */
final class FormatReader {
    /** Nothing that decides looks more often than a hundred times a second. */
    private static final int MAX_PER_MINUTE = 6_000;

    private FormatReader() {}

    static Format read(YamlFile file, Consumer<Finding> findings) {
        JsonNode root = file.root();
        JsonNode device = root.path("device");
        List<TopicPattern> sources = new ArrayList<>();
        root.path("sources").forEach(source -> sources.add(new TopicPattern(source.asText())));
        DevicePlace place = new DevicePlace(
                DevicePlace.Kind.valueOf(constant(device.path("from").asText())),
                device.path("name").asText(),
                text(device, "column"));
        for (TopicPattern source : sources) {
            if (place.kind() == DevicePlace.Kind.TOPIC && !source.names(place.name())) {
                findings.accept(new Finding(
                        FindingCode.CONTENT_REFERENCE,
                        file.place("/sources"),
                        "'" + source + "' has no segment {" + place.name() + "} for the device id."));
            }
        }
        return new Format(
                root.path("name").asText(),
                file.source(),
                root.path("domain").asText(),
                strings(root.path("purposes")),
                contentType(file, findings),
                sources,
                place,
                split(root.path("split")),
                time(root.path("eventTime")),
                text(root, "messageId"),
                "decides".equals(root.path("retained").asText()),
                duration(root.path("clock").path("maxAhead"), "5m"),
                duration(root.path("clock").path("maxBehind"), "7d"),
                root.path("maxPerMinute").asInt(MAX_PER_MINUTE),
                fields(file, findings));
    }

    private static String contentType(YamlFile file, Consumer<Finding> findings) {
        String contentType = file.root().path("contentType").asText("json");
        Set<String> all = ContentTypes.all();
        if (!all.contains(contentType)) {
            findings.accept(new Finding(
                    FindingCode.CONTENT_REFERENCE,
                    file.place("/contentType"),
                    "nothing reads '" + contentType + "', only " + all + "." + Nearest.to(contentType, all)));
        }
        return contentType;
    }

    private static @Nullable Split split(JsonNode node) {
        return node.isMissingNode() ? null : new Split(node.path("path").asText(""), strings(node.path("carry")));
    }

    private static @Nullable TimePlace time(JsonNode node) {
        return node.isMissingNode()
                ? null
                : new TimePlace(
                        node.path("path").asText(),
                        TimeUnit.valueOf(constant(node.path("unit").asText())));
    }

    private static List<Field> fields(YamlFile file, Consumer<Finding> findings) {
        List<Field> fields = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode node : file.root().path("fields")) {
            String name = node.path("name").asText();
            String place = file.place("/fields/" + fields.size());
            if (!names.add(name)) {
                findings.accept(
                        new Finding(FindingCode.CONTENT_SCHEMA, place, "the field '" + name + "' stands there twice."));
            }
            if (node.has("min")
                    && node.has("max")
                    && node.path("min").asDouble() > node.path("max").asDouble()) {
                findings.accept(
                        new Finding(FindingCode.CONTENT_SCHEMA, place, "min is above max: nothing is between."));
            }
            fields.add(new Field(
                    name,
                    node.path("path").asText(name),
                    FieldType.valueOf(constant(node.path("type").asText())),
                    text(node, "unit"),
                    number(node, "min"),
                    number(node, "max"),
                    node.path("required").asBoolean(false),
                    DataClass.of(node.path("dataClass").asText(DataClass.TECHNICAL.label())),
                    text(node, "column")));
        }
        return fields;
    }

    /** {@code userProperty} to {@code USER_PROPERTY}. */
    static String constant(String camelCase) {
        return camelCase.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }

    static Duration duration(JsonNode node, String fallback) {
        return Durations.parse(node.asText(fallback));
    }

    static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(item -> strings.add(item.asText()));
        return strings;
    }

    static @Nullable String text(JsonNode node, String name) {
        return node.hasNonNull(name) ? node.path(name).asText() : null;
    }

    private static @Nullable Double number(JsonNode node, String name) {
        return node.hasNonNull(name) ? (Double) node.path(name).asDouble() : null;
    }
}
