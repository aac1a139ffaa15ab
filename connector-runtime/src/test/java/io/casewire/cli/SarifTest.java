package io.casewire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.TestContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SarifTest {
    @TempDir
    private Path folder;

    private JsonNode check(TestContent content, int exit) throws IOException {
        content.writeAllTo(Files.createDirectory(folder.resolve("content")));
        CliRun cli = new CliRun(Files.writeString(folder.resolve("casewire.yaml"), "contentFolder: content\n"));
        assertThat(cli.run("check", "--sarif")).isEqualTo(exit);
        return new ObjectMapper().readTree(cli.output());
    }

    @Test
    void shouldNameFileAndLine() throws IOException {
        JsonNode sarif = check(
                TestContent.shipped()
                        .change("rules/machine-maintenance/limits.csv", csv -> csv.replace("12000", "much")),
                1);

        assertThat(sarif.path("version").asText()).isEqualTo("2.1.0");
        JsonNode result = sarif.at("/runs/0/results/0");
        assertThat(result.path("ruleId").asText())
                .isEqualTo(sarif.at("/runs/0/tool/driver/rules/0/id").asText())
                .isEqualTo("CONTENT-001");
        assertThat(result.at("/message/text").asText()).startsWith("'much' is not a number.");
        JsonNode place = result.at("/locations/0/physicalLocation");
        assertThat(place.at("/artifactLocation/uri").asText()).isEqualTo("rules/machine-maintenance/limits.csv");
        assertThat(place.at("/region/startLine").asInt()).isEqualTo(7);
        assertThat(place.at("/region/startColumn").asInt()).isEqualTo(17);
    }

    @Test
    void shouldSayTheSameAsJson() throws IOException {
        TestContent.shipped()
                .change("rules/machine-maintenance/limits.csv", csv -> csv.replace("12000", "much"))
                .writeAllTo(Files.createDirectory(folder.resolve("content")));
        CliRun cli = new CliRun(Files.writeString(folder.resolve("casewire.yaml"), "contentFolder: content\n"));

        assertThat(cli.run("check", "--json")).isEqualTo(1);

        JsonNode finding = new ObjectMapper().readTree(cli.output()).at("/findings/0");
        assertThat(finding.path("code").asText()).isEqualTo("CONTENT-001");
        assertThat(finding.path("where").asText()).isEqualTo("rules/machine-maintenance/limits.csv:7:17");
        assertThat(finding.path("what").asText()).isEqualTo("'much' is not a number.");
        assertThat(finding.path("action").asText()).isNotBlank();
    }

    @Test
    void shouldBeEmptyWhereAllIsWell() throws IOException {
        assertThat(check(TestContent.shipped(), 0).at("/runs/0/results")).isEmpty();
    }
}
