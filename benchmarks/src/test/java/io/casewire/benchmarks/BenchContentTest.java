package io.casewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchContentTest {
    @TempDir
    private Path folder;

    @Test
    void shouldAddRulesWithTheirLimitsAndTextsToTheShippedOnes() throws IOException {
        // Given
        Path home = folder.resolve("home");
        for (String name : List.of("camel-routes", "mappings", "consent", "salesforce-metadata")) {
            Files.createDirectories(home.resolve(name));
        }
        Path shipped = Files.createDirectories(home.resolve("rules/machine-maintenance"));
        Files.writeString(shipped.resolve("power.drl"), "rule");
        Files.writeString(
                shipped.resolve("limits.csv"), "limit,reading.type,value,unit,description\nminPower,,3500,W,x");
        Files.writeString(shipped.resolve("texts.yaml"), "languages:\n  en:\n    power: { subject: a }\n");

        // When
        BenchContent.write(home, folder.resolve("content"), 27);

        // Then
        Path written = folder.resolve("content/rules/machine-maintenance");
        try (Stream<Path> files = Files.list(written)) {
            assertThat(files.filter(file -> file.toString().endsWith(".drl"))).hasSize(28);
        }
        assertThat(Files.readAllLines(written.resolve("limits.csv")))
                .hasSize(29)
                .contains("minPower,,3500,W,x", "bench27,,999999999,,\"never reached\"");
        assertThat(Files.readString(written.resolve("bench-5.drl")))
                .contains("rule \"machine-maintenance/bench 5\"", "> limits.bench5 )");
        assertThat(Files.readAllLines(written.resolve("texts.yaml")))
                .hasSize(3 + 27 * 3)
                .contains("    machine-maintenance/bench 27:", "    power: { subject: a }");
    }
}
