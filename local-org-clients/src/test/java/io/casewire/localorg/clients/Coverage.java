package io.casewire.localorg.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Which client was seen to do what, from the results that the tests left in {@code target}. */
final class Coverage {
    private static final Path RESULTS = Path.of("target/client-coverage").toAbsolutePath();

    private final Map<Endpoint, Map<ForeignClient, Outcome>> cells;

    /** How a test ended; of several tests for one cell, the worst counts. */
    enum Outcome {
        PASSED,
        SKIPPED,
        FAILED;

        Outcome orWorse(Outcome other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    private Coverage(Map<Endpoint, Map<ForeignClient, Outcome>> cells) {
        this.cells = cells;
    }

    /** Replaces the results of the classes these methods belong to; those of other classes stay. */
    static void write(Map<Method, Outcome> outcomes) {
        Map<String, List<String>> lines = new TreeMap<>();
        outcomes.forEach((method, outcome) -> lines.computeIfAbsent(
                        method.getDeclaringClass().getName(), it -> new ArrayList<>())
                .add(method.getName() + "\t" + outcome));
        try {
            Files.createDirectories(RESULTS);
            for (Map.Entry<String, List<String>> file : lines.entrySet()) {
                Files.write(RESULTS.resolve(file.getKey()), file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the results. A result counts for what its test says it covers now; one whose test is gone does not count. */
    static Coverage read() {
        Map<Endpoint, Map<ForeignClient, Outcome>> cells = new EnumMap<>(Endpoint.class);
        if (Files.isDirectory(RESULTS)) {
            try (Stream<Path> files = Files.list(RESULTS)) {
                for (Path file : files.toList()) {
                    read(file, cells);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new Coverage(cells);
    }

    private static void read(Path file, Map<Endpoint, Map<ForeignClient, Outcome>> cells) throws IOException {
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split("\t", 2);
            Covers covers = covers(file.getFileName().toString(), parts[0]);
            if (covers != null) {
                for (Endpoint endpoint : covers.endpoint()) {
                    cells.computeIfAbsent(endpoint, it -> new EnumMap<>(ForeignClient.class))
                            .merge(covers.client(), Outcome.valueOf(parts[1]), Outcome::orWorse);
                }
            }
        }
    }

    private static Covers covers(String className, String methodName) {
        try {
            return Stream.of(Class.forName(className).getDeclaredMethods())
                    .filter(method -> method.getName().equals(methodName))
                    .map(method -> method.getAnnotation(Covers.class))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    /** Null when there is no test for this cell. */
    Outcome outcome(Endpoint endpoint, ForeignClient client) {
        return cells.getOrDefault(endpoint, Map.of()).get(client);
    }
}
