package io.casewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where there are no sources of Casewire: a decoder made of what the how-to says, and a function beside it, join as a jar. */
class PluginsIT {
    private static final Path HOW_TO = Path.of("../docs/how-to/add-a-plug-in.md");
    private static final Pattern CODE = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final String FUNCTION =
            """
            package com.example;

            import com.fasterxml.jackson.databind.JsonNode;
            import com.fasterxml.jackson.databind.node.TextNode;
            import com.schibsted.spt.data.jslt.Function;

            public final class Shout implements Function {
                @Override
                public String getName() {
                    return "shout";
                }

                @Override
                public int getMinArguments() {
                    return 1;
                }

                @Override
                public int getMaxArguments() {
                    return 1;
                }

                @Override
                public JsonNode call(JsonNode input, JsonNode[] arguments) {
                    return new TextNode(arguments[0].asText() + "!");
                }
            }
            """;
    private static final String FORMAT =
            """
            apiVersion: casewire.io/v1
            kind: Format
            name: tenths
            domain: machine-maintenance
            purposes: [machine-maintenance]
            contentType: tenths
            sources: ["tenths/{device}"]
            device: { from: topic, name: device }
            fields:
              - { name: temperature, type: number, unit: C, path: temperature, min: -100, max: 4000 }
            """;
    private static final String RULE =
            """
            package machine_maintenance

            rule "machine-maintenance/glows"
              @purpose( "machine-maintenance" ) @severity( "high" )
            when
              $reading : Reading( temperature > 900 )
            then
              conditions.holds( $reading );
            end
            """;

    @TempDir
    private Path folder;

    @Test
    void shouldJoinWithoutARebuild() throws Exception {
        // Given
        assertThat(run(List.of("tar", "-xzf", archive().toString())).exitCode()).isZero();
        Path home = folder.resolve(archive().getFileName().toString().replace(".tar.gz", ""));
        Files.writeString(home.resolve("mappings/formats/tenths.yaml"), FORMAT);
        Files.writeString(home.resolve("rules/machine-maintenance/glows.drl"), RULE);
        Path texts = home.resolve("rules/machine-maintenance/texts.yaml");
        Files.writeString(
                texts,
                Files.readString(texts)
                        .replaceFirst(
                                "  en:\n",
                                "  en:\n    machine-maintenance/glows: { subject: \"{device.name} glows\", reason: \"It glows.\" }\n"));
        Path mapping = home.resolve("mappings/case.yaml");
        Files.writeString(
                mapping,
                Files.readString(mapping)
                        .replace(
                                "target: Subject, from: .text.subject,",
                                "target: Subject, from: shout(.text.subject),"));
        Path message = Files.write(folder.resolve("message"), new byte[] {0x27, 0x10});
        List<String> attempt = List.of(
                home.resolve("casewire").toString(),
                "try",
                message.toString(),
                "--topic=tenths/oven",
                "--json",
                "--config=" + home.resolve("casewire.yaml"));
        assertThat(run(attempt).output()).contains("nothing reads 'tenths'");

        // When
        plugIn(home);

        // Then
        Result tried = run(attempt);
        assertThat(tried.exitCode()).as(tried.output()).isZero();
        assertThat(tried.output())
                .contains("\"temperature\":1000.0", "machine-maintenance/glows", "oven glows!")
                .doesNotContain("building");
    }

    private void plugIn(Path home) throws Exception {
        Path sources = Files.createDirectories(folder.resolve("sources/com/example"));
        Matcher code = CODE.matcher(Files.readString(HOW_TO));
        assertThat(code.find()).isTrue();
        Files.writeString(sources.resolve("TenthsDecoder.java"), code.group(1).replaceAll("(?m)^ {3}", ""));
        Files.writeString(sources.resolve("Shout.java"), FUNCTION);
        Path services = Files.createDirectories(folder.resolve("classes/META-INF/services"));
        Files.writeString(services.resolve("io.casewire.ingest.PayloadDecoder"), "com.example.TenthsDecoder\n");
        Files.writeString(services.resolve("com.schibsted.spt.data.jslt.Function"), "com.example.Shout\n");
        Result compiled = run(List.of(
                tool("javac"),
                "-cp",
                home.resolve("lib") + "/*",
                "-d",
                folder.resolve("classes").toString(),
                sources.resolve("TenthsDecoder.java").toString(),
                sources.resolve("Shout.java").toString()));
        assertThat(compiled.exitCode()).as(compiled.output()).isZero();
        Result packed = run(List.of(
                tool("jar"),
                "--create",
                "--file",
                home.resolve("plugins/tenths.jar").toString(),
                "-C",
                folder.resolve("classes").toString(),
                "."));
        assertThat(packed.exitCode()).as(packed.output()).isZero();
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private static Path archive() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        }
    }

    private record Result(int exitCode, String output) {}

    private Result run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), output);
    }
}
