package io.casewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.benchmarks.Distribution.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        Distribution unpacked = Distribution.unpack(folder);

        // When
        Result version = unpacked.run(unpacked.casewire(), "--version");
        Result check = unpacked.run(unpacked.casewire(), "check", "--json", "--config", unpacked.config());

        // Then
        assertThat(version.exitCode()).as(version.output()).isZero();
        assertThat(version.output()).startsWith("casewire ").doesNotContain("building");
        assertThat(check.exitCode()).as(check.output()).isZero();
        assertThat(check.output()).contains("\"findings\":[]");

        // And: every library is there once
        try (Stream<Path> files = Files.walk(unpacked.home())) {
            List<String> jars = files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".jar"))
                    .toList();
            assertThat(jars).doesNotHaveDuplicates();
            assertThat(jars).anyMatch(jar -> jar.startsWith("casewire-benchmarks"));
        }
    }
}
