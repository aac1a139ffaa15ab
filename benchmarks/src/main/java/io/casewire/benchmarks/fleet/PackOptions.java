package io.casewire.benchmarks.fleet;

import io.casewire.benchmarks.generator.Generator;
import io.casewire.benchmarks.generator.GeneratorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Whose generators speak; the same for creating their records and for publishing. */
final class PackOptions {
    @Option(
            names = "--generators",
            paramLabel = "DIR",
            defaultValue = "benchmarks/generators",
            description = "folder of generators (default: ${DEFAULT-VALUE})")
    private Path folder = Path.of("");

    @Option(names = "--pack", paramLabel = "NAME", description = "a generator; may be given several times")
    private List<String> packs = List.of();

    /** @throws IllegalStateException when a file has another generator than its name says */
    List<Generator> chosen() throws IOException {
        List<Generator> chosen = new ArrayList<>();
        for (String pack : packs) {
            Path file = folder.resolve(pack + ".yaml");
            Generator generator = GeneratorFile.read(file);
            if (!generator.name().equals(pack)) {
                throw new IllegalStateException(
                        file + " has the generator '" + generator.name() + "'. Call both the same.");
            }
            chosen.add(generator);
        }
        return chosen;
    }
}
