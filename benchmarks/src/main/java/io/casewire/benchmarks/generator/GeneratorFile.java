package io.casewire.benchmarks.generator;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.benchmarks.generator.Generator.Field;
import io.casewire.benchmarks.generator.Generator.Happening;
import io.casewire.benchmarks.generator.Generator.OptIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a generator from YAML; docs/reference/generators.md says what stands in it, generator.schema.json what may. */
public final class GeneratorFile {

    private GeneratorFile() {}

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
        GeneratorYaml yaml = new GeneratorYaml(file);
        check(yaml);
        yaml.refuseWhereWrong();
        return generator(yaml.root());
    }

    /** What a schema cannot say: whether what belongs together fits. */
    private static void check(GeneratorYaml yaml) {
        JsonNode root = yaml.root();
        Set<String> names = new TreeSet<>();
        root.path("fields").forEach(field -> names.add(field.path("name").asText()));
        for (int i = 0; i < root.path("fields").size(); i++) {
            JsonNode like = root.path("fields").path(i).path("like");
            if (like.isTextual() && !names.contains(like.asText())) {
                yaml.wrong("fields[" + i + "].like", "no field is called '" + like.asText() + "'; there are " + names);
            }
        }
        for (String kind : List.of("faults", "disturbances")) {
            for (int i = 0; i < root.path(kind).size(); i++) {
                checkHappening(yaml, root.path(kind).path(i), kind + "[" + i + "]", names);
            }
        }
        if (root.has("optIn") && !root.path("persons").asBoolean()) {
            yaml.wrong("optIn", "only persons say yes: say persons: true");
        }
    }

    private static void checkHappening(GeneratorYaml yaml, JsonNode node, String where, Set<String> names) {
        node.path("effects").fieldNames().forEachRemaining(field -> {
            if (!names.contains(field)) {
                yaml.wrong(where + ".effects", "no field is called '" + field + "'; there are " + names);
            }
        });
        Duration shortest = duration(node.path("lasts").path(0));
        Duration longest = duration(node.path("lasts").path(1));
        if (shortest.compareTo(longest) > 0) {
            yaml.wrong(where + ".lasts", "say the shortest first");
        }
    }

    private static Generator generator(JsonNode root) {
        List<Happening> happenings = new ArrayList<>();
        root.path("faults").forEach(node -> happenings.add(happening(node)));
        root.path("disturbances").forEach(node -> happenings.add(happening(node)));
        List<Field> fields = new ArrayList<>();
        root.path("fields").forEach(node -> fields.add(field(node)));
        JsonNode late = root.path("late");
        return new Generator(
                root.path("name").asText(),
                root.path("topic").asText(),
                root.path("device").asText(),
                root.path("devices").asInt(),
                root.path("persons").asBoolean(),
                optIn(root.path("optIn")),
                root.path("campaign").asText(),
                root.path("time").asText(),
                root.path("id").asText(),
                duration(root.path("interval")),
                root.path("jitter").asDouble(),
                duration(root.path("span")),
                duration(root.path("quiet")),
                root.path("lost").asDouble(),
                late.path("share").asDouble(),
                duration(late.path("upTo")),
                duration(root.path("grace")),
                fields,
                happenings);
    }

    private static @Nullable OptIn optIn(JsonNode node) {
        return node.isMissingNode()
                ? null
                : new OptIn(node.path("purpose").asText(), node.path("share").asDouble());
    }

    private static Field field(JsonNode node) {
        List<String> choices = new ArrayList<>();
        node.path("of").forEach(choice -> choices.add(choice.asText()));
        return new Field(
                node.path("name").asText(),
                node.path("usual").asDouble(),
                node.path("device").asDouble(),
                node.path("noise").asDouble(),
                node.path("day").asDouble(),
                node.path("drift").asDouble(),
                node.path("decimals").asInt(),
                node.path("min").asDouble(Double.NEGATIVE_INFINITY),
                node.path("max").asDouble(Double.POSITIVE_INFINITY),
                Field.Type.valueOf(node.path("type").asText("number").toUpperCase(Locale.ROOT)),
                choices,
                node.path("like").textValue());
    }

    /** One without a condition is a disturbance. */
    private static Happening happening(JsonNode node) {
        List<String> mayOpen = new ArrayList<>();
        node.path("mayOpen").forEach(rule -> mayOpen.add(rule.asText()));
        Map<String, Double> effects = new TreeMap<>();
        node.path("effects")
                .fields()
                .forEachRemaining(
                        effect -> effects.put(effect.getKey(), effect.getValue().asDouble()));
        return new Happening(
                node.path("name").asText(),
                node.path("condition").textValue(),
                mayOpen,
                duration(node.path("every")),
                duration(node.path("lasts").path(0)),
                duration(node.path("lasts").path(1)),
                duration(node.path("ramp")),
                duration(node.path("fade")),
                node.path("strength").path(0).asDouble(1),
                node.path("strength").path(1).asDouble(1),
                effects);
    }

    /** None where nothing is said, or nothing that is a duration. */
    private static Duration duration(JsonNode value) {
        String text = value.asText();
        if (!text.matches("\\d{1,9}(ms|s|m|h|d)")) {
            return Duration.ZERO;
        }
        long amount = Long.parseLong(text.replaceAll("\\D", ""));
        return switch (text.replaceAll("\\d", "")) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
