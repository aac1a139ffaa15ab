package io.casewire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.TestContent;
import io.casewire.config.Settings;
import io.casewire.config.SettingsReader;
import io.casewire.content.Content;
import io.casewire.stream.KafkaSettings;
import io.casewire.stream.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceholdersTest {
    private final Content content = TestContent.shipped().load();

    @TempDir
    private Path folder;

    @Test
    void shouldSubscribeToWhatFormatsName() throws Exception {
        assertThat(of(""))
                .containsEntry(
                        "casewire.mqtt.topic",
                        "$share/casewire/devices/+/telemetry,$share/casewire/logins/+/answer,"
                                + "$share/casewire/logins/+/attempt,$share/casewire/stores/+/shelf,"
                                + "$share/casewire/stores/+/visits,$share/casewire/wards/+/vitals")
                .containsEntry("casewire.mqtt.enabled", "true");
    }

    @Test
    void shouldSubscribeToWhatIsAskedForInstead() throws Exception {
        assertThat(of("ingest: { mqttTopic: \"a/+, b/#,a/+,\" }"))
                .containsEntry("casewire.mqtt.topic", "$share/casewire/a/+,$share/casewire/b/#")
                .containsEntry("casewire.mqtt.enabled", "true");
    }

    @Test
    void shouldNotStartTheRouteForNothing() throws Exception {
        assertThat(of("ingest: { mqttTopic: \"\" }")).containsEntry("casewire.mqtt.enabled", "false");
    }

    private Map<String, String> of(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("casewire.yaml"), yaml);
        Settings settings = Objects.requireNonNull(SettingsReader.read(
                file, name -> null, finding -> assertThat(finding).isNull()));
        KafkaSettings kafka = new KafkaSettings("localhost:9092", Map.of(), Topics.DEFAULT, (short) 1);
        return Placeholders.of(settings, kafka, "tcp://localhost", false, content);
    }
}
