package io.casewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.benchmarks.Distribution.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        Distribution unpacked = Distribution.unpack(folder);
        Path home = unpacked.home();
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
        String[] attempt = {
            unpacked.casewire(),
            "try",
            message.toString(),
            "--topic=tenths/oven",
            "--json",
            "--config=" + unpacked.config()
        };
        assertThat(unpacked.run(attempt).output()).contains("nothing reads 'tenths'");

        // When
        plugIn(unpacked);

        // Then
        Result tried = unpacked.run(attempt);
        assertThat(tried.exitCode()).as(tried.output()).isZero();
        assertThat(tried.output())
                .contains("\"temperature\":1000.0", "machine-maintenance/glows", "oven glows!")
                .doesNotContain("building");
    }

    private void plugIn(Distribution unpacked) throws Exception {
        Path home = unpacked.home();
        Path sources = Files.createDirectories(folder.resolve("sources/com/example"));
        Matcher code = CODE.matcher(Files.readString(HOW_TO));
        assertThat(code.find()).isTrue();
        Files.writeString(sources.resolve("TenthsDecoder.java"), code.group(1).replaceAll("(?m)^ {3}", ""));
        Files.writeString(sources.resolve("Shout.java"), FUNCTION);
        Path services = Files.createDirectories(folder.resolve("classes/META-INF/services"));
        Files.writeString(services.resolve("io.casewire.ingest.PayloadDecoder"), "com.example.TenthsDecoder\n");
        Files.writeString(services.resolve("com.schibsted.spt.data.jslt.Function"), "com.example.Shout\n");
        Result compiled = unpacked.run(
                tool("javac"),
                "-cp",
                home.resolve("lib") + "/*",
                "-d",
                folder.resolve("classes").toString(),
                sources.resolve("TenthsDecoder.java").toString(),
                sources.resolve("Shout.java").toString());
        assertThat(compiled.exitCode()).as(compiled.output()).isZero();
        Result packed = unpacked.run(
                tool("jar"),
                "--create",
                "--file",
                home.resolve("plugins/tenths.jar").toString(),
                "-C",
                folder.resolve("classes").toString(),
                ".");
        assertThat(packed.exitCode()).as(packed.output()).isZero();
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }
}
