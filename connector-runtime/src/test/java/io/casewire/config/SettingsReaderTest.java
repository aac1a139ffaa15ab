package io.casewire.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {
    @TempDir
    private Path folder;

    private final List<Finding> findings = new ArrayList<>();

    @Test
    void shouldRunWithoutAFile() throws IOException {
        // When
        Settings settings = read(null);

        // Then
        assertThat(settings.kafka().bootstrapServers()).isNull();
        assertThat(settings.dataFolder()).isEqualTo(folder.resolve(".casewire"));
        assertThat(settings.ingest().maxPayload()).isEqualTo(1024 * 1024);
    }

    @Test
    void shouldTakeSecretsFromTheEnvironmentAndFromFiles() throws IOException {
        // Given
        Files.writeString(folder.resolve("secret.txt"), "from-file\n");

        // When
        Settings settings = read(
                """
                org: { url: "https://acme.my.salesforce.com", clientId: id, clientSecret: "${env:SECRET}" }
                mqtt: { url: "ssl://broker:8883", username: me, password: "${file:secret.txt}" }
                """);

        // Then: and nothing of it can be printed by accident
        assertThat(settings.org().clientSecret().value()).isEqualTo("from-environment");
        assertThat(settings.mqtt().password()).isEqualTo("from-file");
        assertThat(settings.toString()).doesNotContain("from-environment").doesNotContain("from-file");
    }

    /** A broker refuses the others, or they would name somebody else. */
    @Test
    void shouldTakeTheDeviceAsALevelOfItsOwn() throws IOException {
        for (String right : List.of("{device}", "a/{device}/b", "{device}/b")) {
            read("commands: { topic: '" + right + "' }\n");
        }
        for (String right : List.of("", "+", "a/+/b", "+/b")) {
            read("commands: { replies: '" + right + "' }\n");
        }
        assertThat(findings).isEmpty();
        for (String wrong : List.of("a{device}", "a/{device}b", "a/{device}/{device}", "a", "a/#/{device}")) {
            read("commands: { topic: '" + wrong + "' }\n");
        }
        for (String wrong : List.of("a+", "a/+b", "+/+", "a", "+/#")) {
            read("commands: { replies: '" + wrong + "' }\n");
        }
        assertThat(findings).hasSize(10);
    }

    @Test
    void shouldNameEveryWrongLineAtOnce() throws IOException {
        // When
        Settings settings = read(
                """
                kafka:
                  port: many
                delivery:
                  mode: sometimes
                unknown: true
                """);

        // Then
        assertThat(settings).isNull();
        assertThat(findings)
                .extracting(Finding::where)
                .contains("casewire.yaml:2:3", "casewire.yaml:4:3", "casewire.yaml:5:1");
    }

    @Test
    void shouldRefuseASecretInPlainAndOneThatIsMissing() throws IOException {
        // When
        read(
                """
                org:
                  url: https://acme.my.salesforce.com
                  clientSecret: hunter2
                mqtt:
                  password: ${env:NOT_SET}
                """);

        // Then: the findings do not repeat it
        assertThat(findings)
                .extracting(Finding::code)
                .containsExactlyInAnyOrder(FindingCode.CONFIG_SECRET, FindingCode.CONFIG_SECRET);
        assertThat(findings.toString()).doesNotContain("hunter2").contains("casewire.yaml:3", "casewire.yaml:5");
    }

    private @Nullable Settings read(@Nullable String text) throws IOException {
        Path file = folder.resolve("casewire.yaml");
        if (text != null) {
            Files.writeString(file, text);
        }
        return SettingsReader.read(file, Map.of("SECRET", "from-environment")::get, findings::add);
    }
}
