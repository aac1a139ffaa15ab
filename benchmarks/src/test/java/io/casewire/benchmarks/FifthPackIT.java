package io.casewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A domain of one's own, made of what the how-to says and nothing else. */
class FifthPackIT {
    private static final Path HOME = Path.of("..");
    private static final Path HOW_TO = HOME.resolve("docs/how-to/add-a-format-and-a-rule.md");
    /** A step that names a file, and the file. */
    private static final Pattern STEP = Pattern.compile(
            "^\\d+\\. \\*\\*[^*]+\\*\\*[^`]*`([a-z/-]+\\.[a-z]+)`(?:(?!^\\d+\\. ).)*?^( +)```[a-z]*\\n(.*?)^ +```$",
            Pattern.MULTILINE | Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void shouldFindItsFaults() throws IOException, InterruptedException {
        // Given
        for (String content : List.of("camel-routes", "mappings", "rules", "consent", "salesforce-metadata")) {
            BenchContent.copy(HOME.resolve(content), folder.resolve(content));
        }
        Map<String, String> files = filesOfTheHowTo();
        assertThat(files.keySet())
                .containsExactly(
                        "consent/purposes.yaml",
                        "mappings/formats/cold-store.yaml",
                        "rules/cold-chain/limits.csv",
                        "rules/cold-chain/too-warm.drl",
                        "rules/cold-chain/texts.yaml",
                        "rules/cold-chain/cases/too-warm.yaml",
                        "benchmarks/generators/cold-chain.yaml");

        // When
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }

        // Then
        try (Child test = Child.start(
                "test",
                Files.createDirectory(folder.resolve("work")),
                Child.connectorClassPath(),
                List.of(),
                "io.casewire.cli.Main",
                List.of("test", "--content=" + folder))) {
            assertThat(test.await(Duration.ofMinutes(1))).as(test.output()).isZero();
        }
        assertThat(BenchMain.commandLine()
                        .execute(
                                "packs",
                                "--home=" + folder,
                                "--generators=" + folder.resolve("benchmarks/generators"),
                                "--without-fixed-limits",
                                "--seeds=1"))
                .isZero();
    }

    private static Map<String, String> filesOfTheHowTo() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        Matcher steps = STEP.matcher(Files.readString(HOW_TO));
        while (steps.find()) {
            files.put(steps.group(1), steps.group(3).replaceAll("(?m)^" + steps.group(2), ""));
        }
        return files;
    }
}
