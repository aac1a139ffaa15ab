package io.casewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The archive for machines that only have a Java, unpacked. */
final class Distribution {
    private final Path folder;
    private final Path home;

    /** What a program said on both of its outputs. */
    record Result(int exitCode, String output) {}

    private Distribution(Path folder, Path home) {
        this.folder = folder;
        this.home = home;
    }

    static Distribution unpack(Path folder) throws Exception {
        Path archive = archive();
        String name = archive.getFileName().toString().replace(".tar.gz", "");
        Distribution unpacked = new Distribution(folder, folder.resolve(name));
        assertThat(unpacked.run("tar", "-xzf", archive.toString()).exitCode()).isZero();
        return unpacked;
    }

    /** Where {@code casewire} is. */
    Path home() {
        return home;
    }

    String casewire() {
        return home.resolve("casewire").toString();
    }

    String config() {
        return home.resolve("casewire.yaml").toString();
    }

    /** Any program, in the folder it was unpacked in. */
    Result run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(List.of(command)).directory(folder.toFile()).redirectErrorStream(true);
        // It is unpacked for a moment only.
        builder.environment().put("CASEWIRE_CLASS_ARCHIVE", "no");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), output);
    }

    /** A program that goes on. @param said where what it says goes */
    Process start(Path said, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("CASEWIRE_CLASS_ARCHIVE", "no");
        return builder.start();
    }

    private static Path archive() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        }
    }
}
