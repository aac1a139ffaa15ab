package io.casewire.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.casewire.TestContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Routes are written in the long form of Camel's YAML alone, which editors such as Kaoto read and write: what they save differs
 * from what was there only in what somebody changed. Camel's own schema allows short forms as well; without those it is this one.
 */
class CanonicalRoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String PLACE = "^\\{\\{[^{}]+}}$";
    private static final JsonSchema CANONICAL = canonical();

    static List<Path> routes() throws IOException {
        Path root = TestContent.repository();
        try (Stream<Path> files =
                Stream.concat(Files.walk(root.resolve("camel-routes")), Files.walk(root.resolve("examples")))) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void shouldBeInTheLongForm(Path route) throws Exception {
        assertThat(CANONICAL.validate(YAML.readTree(route.toFile()))).isEmpty();
    }

    @Test
    void shouldNoticeAShortForm() throws Exception {
        String uri = "- route: { id: a, from: { uri: 'direct:a', steps: [ { to: 'direct:b' } ] } }";
        String expression = "- route: { id: a, from: { uri: 'direct:a', steps: [ { setBody: { simple: b } } ] } }";

        assertThat(CANONICAL.validate(YAML.readTree(uri))).isNotEmpty();
        assertThat(CANONICAL.validate(YAML.readTree(expression))).isNotEmpty();
        assertThat(CANONICAL.validate(YAML.readTree(uri.replace("'direct:b'", "{ uri: 'direct:b' }"))))
                .isEmpty();
        assertThat(CANONICAL.validate(
                        YAML.readTree(expression.replace("simple: b", "expression: { simple: { expression: b } }"))))
                .isEmpty();
    }

    private static JsonSchema canonical() {
        try (InputStream camel = CanonicalRoutesTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            JsonNode schema = JSON.readTree(Objects.requireNonNull(camel));
            dropShortForms(schema);
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(schema);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void dropShortForms(JsonNode node) {
        node.forEach(CanonicalRoutesTest::dropShortForms);
        if (node.path("oneOf") instanceof ArrayNode alternatives) {
            boolean whole = has(alternatives, "type", "object");
            for (Iterator<JsonNode> each = alternatives.iterator(); each.hasNext(); ) {
                JsonNode alternative = each.next();
                boolean text = whole && alternative.path("type").asText().equals("string");
                boolean inline = alternative.path("$ref").asText().endsWith(".ExpressionDefinition");
                if (text || inline) {
                    each.remove();
                }
            }
        }
        boolean placeholder = List.of("boolean", "integer", "number")
                .contains(node.path("type").asText());
        if (placeholder && node instanceof ObjectNode typed) {
            // Whatever has a value may have a place for one.
            String type = typed.remove("type").asText();
            typed.putArray("anyOf")
                    .add(JSON.createObjectNode().put("type", type))
                    .add(JSON.createObjectNode().put("type", "string").put("pattern", PLACE));
        }
    }

    private static boolean has(ArrayNode nodes, String field, String value) {
        for (JsonNode node : nodes) {
            if (node.path(field).asText().equals(value)) {
                return true;
            }
        }
        return false;
    }
}
