package io.casewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive runs where there are no sources and no Maven. */
class DistributionIT {
    @TempDir
    private Path folder;

    @Test
    void shouldRunFromTheArchiveAlone() throws Exception {
        // Given
        Path archive = archive();
        assertThat(run(List.of("tar", "-xzf", archive.toString())).exitCode()).isZero();
        String name = archive.getFileName().toString().replace(".tar.gz", "");
        String casewire = folder.resolve(name).resolve("casewire").toString();

        // When
        Result version = run(List.of(casewire, "--version"));
        Result check = run(List.of(
                casewire,
                "check",
                "--json",
                "--config",
                folder.resolve(name).resolve("casewire.yaml").toString()));

        // Then
        assertThat(version.exitCode()).as(version.output()).isZero();
        assertThat(version.output()).startsWith("casewire ").doesNotContain("building");
        assertThat(check.exitCode()).as(check.output()).isZero();
        assertThat(check.output()).contains("\"findings\":[]");

        // And: every library is there once
        try (Stream<Path> files = Files.walk(folder.resolve(name))) {
            List<String> jars = files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".jar"))
                    .toList();
            assertThat(jars).doesNotHaveDuplicates();
            assertThat(jars).anyMatch(jar -> jar.startsWith("casewire-benchmarks"));
        }
    }

    private static Path archive() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        }
    }

    private record Result(int exitCode, String output) {}

    private Result run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), output);
    }
}
