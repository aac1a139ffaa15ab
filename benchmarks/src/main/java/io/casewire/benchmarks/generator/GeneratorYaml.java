package io.casewire.benchmarks.generator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A generator's YAML, of which every place still knows its line, and everything that is wrong with it. */
final class GeneratorYaml {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Path file;
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final JsonNode root;

    /** Reads it and holds it against the schema. @throws GeneratorException when it is not YAML */
    GeneratorYaml(Path file) throws IOException {
        this.file = file;
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(file.toString())
                    .setAllowDuplicateKeys(false)
                    .build();
            root = new Compose(settings)
                    .composeString(Files.readString(file))
                    .map(node -> convert(node, ""))
                    .orElseGet(NODES::objectNode);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw new GeneratorException(file + ":" + line + ": " + e.getProblem() + ". Write it as YAML.");
        } catch (YamlEngineException e) {
            throw new GeneratorException(file + ": this is not YAML. Write it as YAML.");
        }
        for (ValidationMessage message : schema().validate(root)) {
            String place = message.getInstanceLocation().toString().replaceFirst("^\\$\\.?", "");
            String property = message.getProperty();
            wrong(property == null ? place : place(place, property), message.getMessage());
        }
    }

    private static JsonSchema schema() throws IOException {
        SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                .errorMessageKeyword("errorMessage")
                .pathType(PathType.LEGACY)
                .build();
        try (InputStream text =
                Objects.requireNonNull(GeneratorYaml.class.getResourceAsStream("generator.schema.json"))) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(text, config);
        }
    }

    JsonNode root() {
        return root;
    }

    /** @param place as {@code faults[0].every} */
    void wrong(String place, String what) {
        // The validator begins with the place.
        problems.add(file + ":" + line(place) + ": " + place + ": " + what.replaceFirst("^\\$[^:]*: ", "") + ".");
    }

    /** @throws GeneratorException with everything that is wrong */
    void refuseWhereWrong() {
        if (!problems.isEmpty()) {
            throw new GeneratorException(String.join("\n", problems));
        }
    }

    static String place(String where, String key) {
        return where.isEmpty() ? key : where + "." + key;
    }

    /** Of the place, or of what is around it. */
    private int line(String place) {
        String at = place;
        while (!at.isEmpty()) {
            Integer line = lines.get(at);
            if (line != null) {
                return line;
            }
            at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))));
        }
        return 1;
    }

    private JsonNode convert(Node node, String place) {
        node.getStartMark().ifPresent(mark -> lines.putIfAbsent(place, mark.getLine() + 1));
        if (node instanceof MappingNode mapping) {
            ObjectNode object = NODES.objectNode();
            for (NodeTuple tuple : mapping.getValue()) {
                String name = tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
                tuple.getKeyNode().getStartMark().ifPresent(mark -> lines.put(place(place, name), mark.getLine() + 1));
                object.set(name, convert(tuple.getValueNode(), place(place, name)));
            }
            return object;
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = NODES.arrayNode();
            for (Node item : sequence.getValue()) {
                array.add(convert(item, place + "[" + array.size() + "]"));
            }
            return array;
        }
        return node instanceof ScalarNode scalar ? scalar(scalar) : NODES.nullNode();
    }

    private static JsonNode scalar(ScalarNode node) {
        String text = node.getValue();
        Tag tag = node.getTag();
        try {
            if (tag.equals(Tag.INT)) {
                return NODES.numberNode(Long.parseLong(text));
            }
            if (tag.equals(Tag.FLOAT)) {
                return NODES.numberNode(Double.parseDouble(text));
            }
        } catch (NumberFormatException tooLarge) {
            return NODES.textNode(text);
        }
        if (tag.equals(Tag.BOOL)) {
            return NODES.booleanNode(Boolean.parseBoolean(text));
        }
        return tag.equals(Tag.NULL) ? NODES.nullNode() : NODES.textNode(text);
    }
}
