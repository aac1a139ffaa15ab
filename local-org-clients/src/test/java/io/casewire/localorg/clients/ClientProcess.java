package io.casewire.localorg.clients;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end, or ended after two minutes with whatever it started. */
record ClientProcess(List<String> command, int exitCode, String out, String err) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST = Duration.ofMinutes(2);

    static ClientProcess run(String... command) {
        return run(List.of(command), Map.of(), Path.of("").toAbsolutePath());
    }

    /** @param environment all the program sees, beside PATH */
    static ClientProcess run(List<String> command, Map<String, String> environment, Path folder) {
        try {
            Path out = Files.createTempFile("client", ".out");
            Path err = Files.createTempFile("client", ".err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().retainAll(List.of("PATH", "SystemRoot"));
            builder.environment().putAll(environment);
            int exitCode = exitCode(builder.start(), command);
            ClientProcess ended = new ClientProcess(command, exitCode, Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            return ended;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int exitCode(Process process, List<String> command) throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("still running after " + LONGEST.toSeconds() + " s: " + command);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    ClientProcess requireSuccess() {
        if (exitCode != 0) {
            throw new AssertionError(command + " ended with " + exitCode + "\n" + out + "\n" + err);
        }
        return this;
    }

    /** What it printed, which has to be JSON. */
    JsonNode json() {
        try {
            return JSON.readTree(out);
        } catch (JsonProcessingException e) {
            throw new AssertionError(command + " printed no JSON\n" + out + "\n" + err, e);
        }
    }
}
