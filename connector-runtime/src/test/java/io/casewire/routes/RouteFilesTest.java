package io.casewire.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.casewire.TestContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The shipped routes are Camel's canonical YAML: what editors and designers read, and nothing that only Camel guesses. */
class RouteFilesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void shouldBeAsCamelsOwnSchemaSays() throws IOException {
        JsonSchema schema = camelsSchema();
        for (Path file : files()) {
            // A placeholder stands for a value of any type, which the schema cannot know.
            assertThat(schema.validate(read(file)))
                    .as(file.getFileName().toString())
                    .allMatch(message -> message.getInstanceNode().asText().startsWith("{{"));
        }
    }

    @Test
    void shouldKeepOptionsOutOfAddresses() throws IOException {
        for (Path file : files()) {
            List<String> addresses = new ArrayList<>();
            collect(read(file), addresses);
            assertThat(addresses).as(file.getFileName().toString()).allSatisfy(uri -> assertThat(uri)
                    .doesNotContain("?", ":"));
        }
    }

    @Test
    void shouldNoticeAnOptionNobodyKnows() throws IOException {
        JsonNode route = read(files().get(1));
        ((ObjectNode) route.path(0).path("route")).put("atuoStartup", "true");

        assertThat(camelsSchema().validate(route)).isNotEmpty();
    }

    private static void collect(JsonNode node, List<String> addresses) {
        if (node.path("uri").isTextual()) {
            addresses.add(node.path("uri").asText());
        }
        node.forEach(child -> collect(child, addresses));
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(TestContent.repository().resolve("camel-routes"))) {
            List<Path> all = files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList();
            assertThat(all).hasSizeGreaterThan(2);
            return all;
        }
    }

    private static JsonNode read(Path file) throws IOException {
        return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
    }

    private static JsonSchema camelsSchema() throws IOException {
        try (InputStream schema = RouteFilesTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(schema);
        }
    }
}
