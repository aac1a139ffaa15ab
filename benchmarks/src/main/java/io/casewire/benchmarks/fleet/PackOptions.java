package io.casewire.benchmarks.fleet;

import io.casewire.benchmarks.generator.Generator;
import io.casewire.benchmarks.generator.GeneratorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    /** @throws IllegalStateException when there is no such generator */
    List<Generator> chosen() throws IOException {
        List<Generator> chosen = new ArrayList<>();
        if (packs.isEmpty()) {
            return chosen;
        }
        Map<String, Generator> all = GeneratorFile.all(folder);
        for (String pack : packs) {
            Generator generator = all.get(pack);
            if (generator == null) {
                throw new IllegalStateException(
                        "There is no generator '" + pack + "' in " + folder + ". Name one of " + all.keySet() + ".");
            }
            chosen.add(generator);
        }
        return chosen;
    }
}
