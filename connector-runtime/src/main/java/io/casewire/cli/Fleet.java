package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.stream.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Simulated devices: a program of its own, in a JVM of its own, that shares no code with the connector and counts from the
 * outside what became of its readings.
 */
final class Fleet implements AutoCloseable {
    /** Set by the launcher, which knows where it is installed. */
    private static final String CLASS_PATH = "casewire.fleet";

    private static final String MAIN = "io.casewire.benchmarks.fleet.FleetMain";

    private final String classPath;
    private @Nullable Process running;
    private volatile boolean closed;

    Fleet() {
        String given = System.getProperty(CLASS_PATH);
        if (given == null) {
            throw new FindingException(new Finding(
                    FindingCode.USAGE, "demo", "the fleet's class path is not given; start it with ./casewire demo."));
        }
        classPath = given;
    }

    /** Creates the records of all devices in the org. @param packs as arguments */
    void seed(String org, int devices, long seed, List<String> packs) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(
                List.of("seed", "--org", org, "--devices", Integer.toString(devices), "--seed", Long.toString(seed)));
        arguments.addAll(packs);
        Process process = start(arguments, ProcessBuilder.Redirect.PIPE);
        process.getInputStream().transferTo(OutputStream.nullOutputStream());
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            String last = said.lines().reduce("it does not say why", (before, line) -> line);
            throw new FindingException(new Finding(
                    FindingCode.ORG_REFUSED_ROW, org, "the devices' records could not be created: " + last));
        }
    }

    /**
     * Publishes until the time is over or somebody stops it, and hands over each line it says.
     *
     * @return its last line, the count of everything; null when it ended without one
     */
    @Nullable
    JsonNode run(List<String> arguments, Consumer<JsonNode> lines) throws IOException {
        Process process = start(arguments, ProcessBuilder.Redirect.DISCARD);
        running = process;
        JsonNode last = null;
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            String line = reader.readLine();
            while (line != null) {
                JsonNode said = Json.MAPPER.readTree(line);
                if (said.path("final").asBoolean()) {
                    last = said;
                } else {
                    lines.accept(said);
                }
                line = reader.readLine();
            }
        } catch (IOException e) {
            if (!closed) {
                throw e;
            }
        }
        return last;
    }

    private Process start(List<String> arguments, ProcessBuilder.Redirect errors) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        command.add("-XX:+UseSerialGC");
        command.add("-cp");
        command.add(classPath);
        command.add(MAIN);
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectError(errors).start();
        running = process;
        return process;
    }

    @Override
    public void close() {
        closed = true;
        Process process = running;
        if (process != null) {
            process.destroy();
        }
    }
}
