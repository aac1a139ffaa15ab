package io.casewire.benchmarks.load;

import io.casewire.benchmarks.generator.Generator;
import io.casewire.benchmarks.generator.GeneratorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which readings are of generators' devices, and of which. */
final class PackMix {
    private static final int WHOLE = 100;

    @Option(
            names = "--mix",
            paramLabel = "FILE=FORMAT:PERCENT",
            description = "so many of a hundred readings are of a generator's devices")
    private Map<Path, String> mix = new LinkedHashMap<>();

    @Option(names = "--mix-devices", defaultValue = "1000", description = "of each generator")
    private int mixDevices;

    /** Whose turn it is, in a hundred; null for none of them. */
    List<@Nullable PackReadings> turns() throws IOException {
        List<@Nullable PackReadings> turns = new ArrayList<>();
        for (Map.Entry<Path, String> one : mix.entrySet()) {
            String[] formatAndPercent = one.getValue().split(":", 2);
            Generator generator = GeneratorFile.read(one.getKey()).with(mixDevices);
            PackReadings pack = new PackReadings(generator, formatAndPercent[0]);
            for (int i = 0; i < Integer.parseInt(formatAndPercent[1]); i++) {
                turns.add(pack);
            }
        }
        if (turns.size() > WHOLE) {
            throw new IllegalArgumentException("--mix says " + turns.size() + " of a hundred readings");
        }
        while (turns.size() < WHOLE) {
            turns.add(null);
        }
        Collections.shuffle(turns, new Random(1));
        return turns;
    }
}
