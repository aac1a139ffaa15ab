package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.config.Settings;
import io.casewire.config.SettingsReader;
import io.casewire.content.Content;
import io.casewire.content.ContentFiles;
import io.casewire.content.ContentLoader;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.stream.KafkaSettings;
import io.casewire.stream.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option every command that needs settings has. */
final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "casewire.yaml",
            description = "the configuration; defaults hold where it says nothing (default: ${DEFAULT-VALUE})")
    private Path file;

    @SuppressWarnings("NullAway.Init") // picocli fills it
    ConfigOption() {}

    /** @throws FindingException with everything that is wrong */
    Settings settings() throws IOException {
        List<Finding> findings = new ArrayList<>();
        Settings settings = SettingsReader.read(file, System::getenv, findings::add);
        if (settings == null) {
            throw new FindingException(findings);
        }
        return settings;
    }

    /** @throws FindingException with everything that is wrong */
    static Content content(ContentFiles files) {
        List<Finding> findings = new ArrayList<>();
        Content content = ContentLoader.load(files, findings::add);
        if (content == null) {
            throw new FindingException(findings);
        }
        return content;
    }

    /** Who asks, as this machine says. */
    static String user() {
        return System.getProperty("user.name", "unknown");
    }

    /**
     * How to reach the Kafka of what runs on the data folder.
     *
     * @throws FindingException when nothing runs
     */
    KafkaSettings runningKafka() throws IOException {
        JsonNode run = running();
        if (!run.hasNonNull("topicPrefix")) {
            throw new FindingException(new Finding(
                    FindingCode.NOT_RUNNING, run.path("console").asText(), "what runs there is an older Casewire."));
        }
        Settings settings = settings();
        String servers = run.path("kafka").asText();
        // A broker that runs within Casewire, such as a demo's, needs none of what a cluster needs.
        boolean configured = servers.equals(settings.kafka().bootstrapServers());
        Topics topics = new Topics(
                run.path("topicPrefix").asText(),
                run.path("partitions").asInt(),
                settings.delivery().channels());
        return new KafkaSettings(servers, configured ? settings.kafka().client() : Map.of(), topics, (short)
                settings.kafka().replication());
    }

    /**
     * The Kafka cluster that is configured; where there is none, that of what runs on the data folder.
     *
     * @throws FindingException when there is none and nothing runs
     */
    KafkaSettings kafka() throws IOException {
        Settings settings = settings();
        String servers = settings.kafka().bootstrapServers();
        return servers == null ? runningKafka() : Logins.kafka(settings, servers);
    }

    /** @throws FindingException when nothing runs on the data folder */
    JsonNode running() throws IOException {
        Settings settings = settings();
        JsonNode run = DataFolder.running(settings.dataFolder());
        if (run.isMissingNode()) {
            run = DataFolder.running(settings.dataFolder().resolve(DemoCommand.FOLDER));
        }
        if (run.isMissingNode()) {
            throw new FindingException(new Finding(
                    FindingCode.NOT_RUNNING, settings.dataFolder().toString(), "nothing runs on this data folder."));
        }
        return run;
    }
}
