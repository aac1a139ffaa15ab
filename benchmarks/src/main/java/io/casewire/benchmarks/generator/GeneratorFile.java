package io.casewire.benchmarks.generator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.benchmarks.generator.Generator.Field;
import io.casewire.benchmarks.generator.Generator.Happening;
import io.casewire.benchmarks.generator.Generator.OptIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads a generator from YAML; docs/reference/generators.md says what stands in it. */
public final class GeneratorFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h|d)");

    private static final Map<String, Field.Type> TYPES =
            new TreeMap<>(Map.of("number", Field.Type.NUMBER, "boolean", Field.Type.BOOLEAN, "text", Field.Type.TEXT));

    private final Path file;
    private final List<String> problems = new ArrayList<>();

    private GeneratorFile(Path file) {
        this.file = file;
    }

    /** All of a folder, by name. */
    public static Map<String, Generator> all(Path folder) throws IOException {
        Map<String, Generator> all = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(it -> it.toString().endsWith(".yaml")).toList()) {
                Generator generator = read(file);
                all.put(generator.name(), generator);
            }
        }
        return all;
    }

    /** @throws GeneratorException with everything that is wrong */
    public static Generator read(Path file) throws IOException {
        JsonNode root;
        try {
            LoadSettings settings =
                    LoadSettings.builder().setLabel(file.toString()).build();
            root = JSON.valueToTree(new Load(settings).loadFromString(Files.readString(file)));
        } catch (YamlEngineException e) {
            throw new GeneratorException(e.getMessage() + "\nWrite it as YAML.");
        }
        GeneratorFile reader = new GeneratorFile(file);
        Generator generator = reader.generator(root);
        if (!reader.problems.isEmpty()) {
            throw new GeneratorException(String.join("\n", reader.problems));
        }
        return generator;
    }

    private Generator generator(JsonNode root) {
        known(
                root,
                "",
                Set.of(
                        "apiVersion",
                        "kind",
                        "name",
                        "topic",
                        "device",
                        "devices",
                        "persons",
                        "optIn",
                        "campaign",
                        "time",
                        "id",
                        "interval",
                        "jitter",
                        "span",
                        "quiet",
                        "lost",
                        "late",
                        "grace",
                        "fields",
                        "faults",
                        "disturbances"));
        if (!root.path("apiVersion").asText().equals("casewire.io/v1")
                || !root.path("kind").asText().equals("Generator")) {
            wrong("apiVersion", "begin with 'apiVersion: casewire.io/v1' and 'kind: Generator'");
        }
        List<Field> fields = new ArrayList<>();
        each(root, "fields", (node, where) -> fields.add(field(node, where)));
        Set<String> names = new TreeSet<>();
        fields.forEach(field -> names.add(field.name()));
        List<Happening> happenings = new ArrayList<>();
        each(root, "faults", (node, where) -> happenings.add(happening(node, where, true, names)));
        each(root, "disturbances", (node, where) -> happenings.add(happening(node, where, false, names)));
        fields.forEach(field -> {
            if (field.like() != null && !names.contains(field.like())) {
                wrong("fields", "'" + field.name() + "' is like '" + field.like() + "', and there is none");
            }
        });
        if (!root.path("persons").isMissingNode() && !root.path("persons").isBoolean()) {
            wrong("persons", "say true or false");
        }
        if (root.has("optIn") && !root.path("persons").asBoolean()) {
            wrong("optIn", "only persons say yes: say persons: true");
        }
        double jitter = number(root, "", "jitter", 0);
        if (jitter < 0 || jitter >= 1) {
            wrong("jitter", "say a share from 0 to below 1");
        }
        JsonNode late = root.path("late");
        known(late, "late", Set.of("share", "upTo"));
        return new Generator(
                text(root, "", "name"),
                text(root, "", "topic"),
                text(root, "", "device"),
                (int) number(root, "", "devices", Double.NaN),
                root.path("persons").asBoolean(),
                optIn(root.path("optIn")),
                root.path("campaign").asText(),
                text(root, "", "time"),
                root.path("id").asText(),
                duration(root, "", "interval", null),
                jitter,
                duration(root, "", "span", null),
                duration(root, "", "quiet", Duration.ZERO),
                number(root, "", "lost", 0),
                number(late, "late", "share", 0),
                duration(late, "late", "upTo", Duration.ZERO),
                duration(root, "", "grace", Duration.ZERO),
                fields,
                happenings);
    }

    private @Nullable OptIn optIn(JsonNode node) {
        if (node.isMissingNode()) {
            return null;
        }
        known(node, "optIn", Set.of("purpose", "share"));
        double share = number(node, "optIn", "share", Double.NaN);
        if (share < 0 || share > 1) {
            wrong("optIn.share", "say a share from 0 to 1");
        }
        return new OptIn(text(node, "optIn", "purpose"), share);
    }

    private Field field(JsonNode node, String where) {
        String type = node.path("type").asText("number");
        boolean isText = type.equals("text");
        known(
                node,
                where,
                isText
                        ? Set.of("name", "type", "of", "like")
                        : Set.of("name", "usual", "device", "noise", "day", "drift", "decimals", "min", "max", "type"));
        if (!TYPES.containsKey(type)) {
            wrong(where + ".type", "there are " + TYPES.keySet());
        }
        List<String> choices = new ArrayList<>();
        node.path("of").forEach(choice -> choices.add(choice.asText()));
        if (isText && choices.isEmpty()) {
            wrong(where + ".of", "say what it may be");
        }
        return new Field(
                text(node, where, "name"),
                number(node, where, "usual", isText ? 0 : Double.NaN),
                number(node, where, "device", 0),
                number(node, where, "noise", 0),
                number(node, where, "day", 0),
                number(node, where, "drift", 0),
                (int) number(node, where, "decimals", 0),
                number(node, where, "min", Double.NEGATIVE_INFINITY),
                number(node, where, "max", Double.POSITIVE_INFINITY),
                TYPES.getOrDefault(type, Field.Type.NUMBER),
                choices,
                node.path("like").isTextual() ? node.path("like").asText() : null);
    }

    private Happening happening(JsonNode node, String where, boolean fault, Set<String> fields) {
        Set<String> keys = new TreeSet<>(Set.of("name", "every", "lasts", "ramp", "fade", "strength", "effects"));
        if (fault) {
            keys.addAll(Set.of("condition", "mayOpen"));
        }
        known(node, where, keys);
        Map<String, Double> effects = new TreeMap<>();
        for (Iterator<Map.Entry<String, JsonNode>> all = node.path("effects").fields(); all.hasNext(); ) {
            Map.Entry<String, JsonNode> effect = all.next();
            if (!fields.contains(effect.getKey())) {
                wrong(where + ".effects", "no field is called '" + effect.getKey() + "'; there are " + fields);
            }
            if (!effect.getValue().isNumber()) {
                wrong(where + ".effects." + effect.getKey(), "say a number");
            }
            effects.put(effect.getKey(), effect.getValue().asDouble());
        }
        List<String> mayOpen = new ArrayList<>();
        node.path("mayOpen").forEach(rule -> mayOpen.add(rule.asText()));
        JsonNode lasts = node.path("lasts");
        JsonNode strength = node.path("strength");
        if (!strength.isMissingNode()
                && !(strength.path(0).isNumber() && strength.path(1).isNumber())) {
            wrong(where + ".strength", "say the weakest and the strongest, as in [0.8, 1.2]");
        }
        Duration shortest = duration(lasts.path(0), where + ".lasts", null);
        Duration longest = duration(lasts.path(1), where + ".lasts", null);
        if (longest.compareTo(shortest) < 0) {
            wrong(where + ".lasts", "say the shortest first");
        }
        return new Happening(
                text(node, where, "name"),
                fault ? text(node, where, "condition") : null,
                mayOpen,
                duration(node, where, "every", null),
                shortest,
                longest,
                duration(node, where, "ramp", Duration.ZERO),
                duration(node, where, "fade", Duration.ZERO),
                strength.path(0).asDouble(1),
                strength.path(1).asDouble(1),
                effects);
    }

    private interface Item {
        void read(JsonNode node, String where);
    }

    private void each(JsonNode node, String key, Item item) {
        int number = 0;
        for (JsonNode one : node.path(key)) {
            item.read(one, key + "[" + number++ + "]");
        }
    }

    private String text(JsonNode node, String where, String key) {
        String text = node.path(key).asText();
        if (text.isBlank()) {
            wrong(place(where, key), "say something");
        }
        return text;
    }

    /** @param otherwise NaN when it has to be said */
    private double number(JsonNode node, String where, String key, double otherwise) {
        JsonNode value = node.path(key);
        if (!value.isNumber() && (!value.isMissingNode() || Double.isNaN(otherwise))) {
            wrong(place(where, key), "say a number");
        }
        return value.asDouble(otherwise);
    }

    private Duration duration(JsonNode node, String where, String key, @Nullable Duration otherwise) {
        return duration(node.path(key), place(where, key), otherwise);
    }

    private Duration duration(JsonNode value, String where, @Nullable Duration otherwise) {
        if (value.isMissingNode() && otherwise != null) {
            return otherwise;
        }
        Matcher matcher = DURATION.matcher(value.asText());
        if (!matcher.matches()) {
            wrong(where, "say how long, as in 90s, 5m, 2h or 3d");
            return Duration.ofSeconds(1);
        }
        long amount = Long.parseLong(matcher.group(1));
        if (amount == 0 && otherwise == null) {
            wrong(where, "say more than nothing");
            return Duration.ofSeconds(1);
        }
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private void known(JsonNode node, String where, Set<String> keys) {
        node.fieldNames().forEachRemaining(key -> {
            if (!keys.contains(key)) {
                wrong(place(where, key), "nobody knows this key; there are " + new TreeSet<>(keys));
            }
        });
    }

    private static String place(String where, String key) {
        return where.isEmpty() ? key : where + "." + key;
    }

    private void wrong(String where, String what) {
        problems.add(file + ": " + where + ": " + what + ".");
    }
}
