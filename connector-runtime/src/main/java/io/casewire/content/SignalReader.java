package io.casewire.content;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.ingest.Format;
import io.casewire.ingest.Format.FieldType;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.names.Nearest;
import io.casewire.signals.ScoreTable;
import io.casewire.signals.SignalDefinition;
import io.casewire.signals.SignalDefinition.Function;
import io.casewire.signals.SignalDefinition.Window;
import io.casewire.signals.SignalDefinition.WindowKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a file of kind Signals: what is computed of which fields, and whether it can be. */
final class SignalReader {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    /** Ten panes of whole milliseconds. */
    private static final Duration SHORTEST_SLIDING = Duration.ofMillis(100);

    private final YamlFile file;
    private final String domain;
    private final List<Format> formats;
    private final Duration expireAfter;
    private final Map<String, String> texts;
    private final Consumer<Finding> findings;

    private SignalReader(
            YamlFile file,
            List<Format> formats,
            Duration expireAfter,
            Map<String, String> texts,
            Consumer<Finding> findings) {
        this.file = file;
        this.expireAfter = expireAfter;
        this.texts = texts;
        this.domain = file.root().path("domain").asText();
        this.formats = formats;
        this.findings = findings;
    }

    /**
     * @param formats all there are
     * @param expireAfter of a device; nobody could look back further
     * @param texts of all files, by path: scoring tables stand in files of their own
     */
    static List<SignalDefinition> read(
            YamlFile file,
            List<Format> formats,
            Duration expireAfter,
            Map<String, String> texts,
            Consumer<Finding> findings) {
        SignalReader reader = new SignalReader(file, formats, expireAfter, texts, findings);
        List<SignalDefinition> signals = new ArrayList<>();
        int number = 0;
        for (JsonNode node : file.root().path("signals")) {
            signals.add(reader.signal(node, "/signals/" + number++));
        }
        return signals;
    }

    private SignalDefinition signal(JsonNode node, String pointer) {
        Function function =
                Function.valueOf(FormatReader.constant(node.path("function").asText()));
        ScoreTable table = function.isOfTable() ? table(node, pointer) : null;
        List<String> of = table == null ? of(node) : table.names();
        of.forEach(field -> checkField(function, field, pointer + "/of"));
        double argument = node.path(function == Function.PERCENTILE ? "percentile" : "limit")
                .asDouble(0);
        return new SignalDefinition(
                node.path("name").asText(),
                domain,
                file.root().path("purpose").asText(),
                function,
                of,
                window(node, pointer),
                argument,
                table,
                file.place(pointer));
    }

    private ScoreTable table(JsonNode node, String pointer) {
        String path = node.path("table").asText();
        String text = texts.get(path);
        if (text == null) {
            List<String> tables =
                    texts.keySet().stream().filter(it -> it.endsWith(".csv")).toList();
            refuse(
                    FindingCode.CONTENT_REFERENCE,
                    pointer + "/table",
                    "table: there is no file '" + path + "'." + Nearest.to(path, tables));
            return new ScoreTable(List.of());
        }
        return ScoreReader.read(path, text, findings);
    }

    private static List<String> of(JsonNode node) {
        JsonNode of = node.path("of");
        if (!of.isArray()) {
            return of.isTextual() ? List.of(of.asText()) : List.of();
        }
        List<String> fields = new ArrayList<>();
        of.forEach(field -> fields.add(field.asText()));
        return fields;
    }

    private @Nullable Window window(JsonNode node, String pointer) {
        if (!node.has("window")) {
            return null;
        }
        Duration length = FormatReader.duration(node.path("window"), "1m");
        Duration lateness = FormatReader.duration(node.path("lateness"), "0s");
        WindowKind kind =
                WindowKind.valueOf(FormatReader.constant(node.path("windows").asText("sliding")));
        // Of a score it says how old a value may be, and nothing is divided.
        Duration shortest = kind == WindowKind.SLIDING ? SHORTEST_SLIDING : SHORTEST;
        if (length.compareTo(shortest) < 0) {
            refuse(FindingCode.CONTENT_SCHEMA, pointer + "/window", "window: at least " + shortest.toMillis() + "ms.");
        }
        if (length.compareTo(expireAfter) > 0) {
            refuse(
                    FindingCode.CONTENT_SCHEMA,
                    pointer + "/window",
                    "window: at most state.expireAfter of mappings/identity.yaml, when a device is forgotten.");
        }
        if (lateness.compareTo(length) > 0) {
            refuse(FindingCode.CONTENT_SCHEMA, pointer + "/lateness", "lateness: at most as long as the window.");
        }
        if (!lateness.isZero() && kind != WindowKind.TUMBLING) {
            refuse(
                    FindingCode.CONTENT_SCHEMA,
                    pointer + "/lateness",
                    "lateness: only a tumbling window waits; others take what comes late while they last.");
        }
        return new Window(kind, length, lateness);
    }

    private void checkField(Function function, String of, String pointer) {
        List<FieldType> types = formats.stream()
                .filter(format -> format.domain().equals(domain))
                .flatMap(format -> format.fields().stream())
                .filter(field -> field.name().equals(of))
                .map(Format.Field::type)
                .toList();
        if (types.isEmpty()) {
            refuse(
                    FindingCode.CONTENT_REFERENCE,
                    pointer,
                    "of: no format of domain '" + domain + "' has a field '" + of + "'" + fields(of));
        } else if (function != Function.COUNT
                && !types.stream().allMatch(type -> type == FieldType.NUMBER || type == FieldType.BOOLEAN)) {
            refuse(FindingCode.CONTENT_SCHEMA, pointer, "of: '" + of + "' is neither a number nor a Boolean.");
        }
    }

    private String fields(String sought) {
        List<String> names = formats.stream()
                .filter(format -> format.domain().equals(domain))
                .flatMap(format -> format.fields().stream().map(Format.Field::name))
                .distinct()
                .sorted()
                .toList();
        return names.isEmpty() ? "." : ", only " + String.join(", ", names) + "." + Nearest.to(sought, names);
    }

    private void refuse(FindingCode code, String pointer, String what) {
        findings.accept(new Finding(code, file.place(pointer), what));
    }
}
