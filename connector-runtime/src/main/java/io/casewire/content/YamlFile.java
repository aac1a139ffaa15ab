package io.casewire.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A YAML file read so that every value still knows its line, and checked against the schema of its kind. */
public final class YamlFile {
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private final SourceFile source;
    private final JsonNode root;

    private YamlFile(SourceFile source, JsonNode root) {
        this.source = source;
        this.root = root;
    }

    /** Reads a content file, which names its kind. @return null when findings were reported */
    static @Nullable YamlFile read(String path, String text, Consumer<Finding> findings) {
        return read(path, text, null, findings);
    }

    /** @param kind whose schema it has to match; null when the file names it itself */
    public static @Nullable YamlFile read(String path, String text, @Nullable String kind, Consumer<Finding> findings) {
        YamlFile file = parse(path, text, findings);
        return file != null && file.matchesSchema(kind == null ? file.kind() : kind, findings) ? file : null;
    }

    /** Reads a file of which only YAML is expected. @return null when findings were reported */
    static @Nullable YamlFile parse(String path, String text, Consumer<Finding> findings) {
        Map<String, String> marks = new HashMap<>();
        JsonNode root;
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(path)
                    .setAllowDuplicateKeys(false)
                    .setCodePointLimit(5_000_000)
                    .build();
            Optional<Node> node = new Compose(settings).composeString(text);
            root = node.isEmpty() ? JsonNodeFactory.instance.objectNode() : convert(node.get(), "", marks);
        } catch (MarkedYamlEngineException e) {
            findings.accept(new Finding(
                    FindingCode.CONTENT_SYNTAX, path + ":" + mark(e.getProblemMark()), e.getProblem() + "."));
            return null;
        } catch (YamlEngineException e) {
            findings.accept(new Finding(FindingCode.CONTENT_SYNTAX, path, "not YAML."));
            return null;
        }
        return new YamlFile(new SourceFile(path, marks), root);
    }

    SourceFile source() {
        return source;
    }

    public JsonNode root() {
        return root;
    }

    String kind() {
        return root.path("kind").asText();
    }

    /** @see SourceFile#place */
    public String place(String pointer) {
        return source.place(pointer);
    }

    private boolean matchesSchema(String kind, Consumer<Finding> findings) {
        String resource = kind.toLowerCase(Locale.ROOT) + ".schema.json";
        try (InputStream schemaText = kind.isEmpty() ? null : YamlFile.class.getResourceAsStream(resource)) {
            if (schemaText == null) {
                findings.accept(new Finding(
                        FindingCode.CONTENT_SCHEMA, place("/kind"), "'" + kind + "' is no kind of content file."));
                return false;
            }
            JsonSchema schema = SCHEMAS.getSchema(schemaText);
            boolean clean = true;
            for (ValidationMessage message : schema.validate(root)) {
                clean = false;
                String pointer = pointer(message);
                String at = pointer.isEmpty() ? "" : pointer.substring(1).replace('/', '.') + ": ";
                findings.accept(new Finding(
                        FindingCode.CONTENT_SCHEMA,
                        place(pointer),
                        at + message.getMessage().replaceFirst("^\\$[^:]*: ", "") + "."));
            }
            return clean;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The validator names places as {@code $.fields[3].target}; a property that should not be there belongs to its name. */
    private static String pointer(ValidationMessage message) {
        String place = message.getInstanceLocation().toString();
        String pointer =
                place.replaceFirst("^\\$", "").replaceAll("\\[(\\d+)]", "/$1").replace('.', '/');
        String property = message.getProperty();
        return property != null && "additionalProperties".equals(message.getType())
                ? pointer + "/" + property
                : pointer;
    }

    private static JsonNode convert(Node node, String pointer, Map<String, String> marks) {
        marks.putIfAbsent(pointer, mark(node.getStartMark()));
        if (node instanceof MappingNode mapping) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (NodeTuple tuple : mapping.getValue()) {
                String name = ((ScalarNode) tuple.getKeyNode()).getValue();
                marks.put(pointer + "/" + name, mark(tuple.getKeyNode().getStartMark()));
                object.set(name, convert(tuple.getValueNode(), pointer + "/" + name, marks));
            }
            return object;
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (Node item : sequence.getValue()) {
                array.add(convert(item, pointer + "/" + array.size(), marks));
            }
            return array;
        }
        return scalar((ScalarNode) node);
    }

    private static JsonNode scalar(ScalarNode node) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        String text = node.getValue();
        Tag tag = node.getTag();
        if (tag.equals(Tag.INT)) {
            return nodes.numberNode(Long.parseLong(text));
        }
        if (tag.equals(Tag.FLOAT)) {
            return nodes.numberNode(Double.parseDouble(text));
        }
        if (tag.equals(Tag.BOOL)) {
            return nodes.booleanNode(Boolean.parseBoolean(text));
        }
        return tag.equals(Tag.NULL) ? nodes.nullNode() : nodes.textNode(text);
    }

    private static String mark(Optional<Mark> mark) {
        return mark.map(it -> (it.getLine() + 1) + ":" + (it.getColumn() + 1)).orElse("1:1");
    }
}
