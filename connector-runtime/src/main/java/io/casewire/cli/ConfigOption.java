package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.config.Settings;
import io.casewire.config.SettingsReader;
import io.casewire.content.Content;
import io.casewire.content.ContentFiles;
import io.casewire.content.ContentLoader;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
