package io.casewire.cli;

import io.casewire.config.Settings;
import io.casewire.content.ContentFiles;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of commands that look at content and need not take that of the configuration. */
final class ContentOption {
    @Option(
            names = "--content",
            paramLabel = "DIR",
            description =
                    "the folder with camel-routes/, mappings/, rules/, consent/ (default: contentFolder of the configuration)")
    private @Nullable Path folder;

    @SuppressWarnings("NullAway.Init") // picocli fills it
    ContentOption() {}

    /** @throws FindingException when there is no such folder */
    ContentFiles files(Settings settings) throws IOException {
        Path chosen = folder == null ? settings.contentFolder() : folder;
        if (!Files.isDirectory(chosen)) {
            throw new FindingException(
                    new Finding(FindingCode.USAGE, "--content", "there is no folder " + chosen + "."));
        }
        return ContentFiles.read(chosen);
    }
}
