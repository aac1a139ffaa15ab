package io.casewire.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A fleet in a process of its own that publishes to a connector. */
final class Fleet {
    private static final String MAIN = "io.casewire.benchmarks.fleet.FleetMain";
    private static final Duration SETTLING = Duration.ofMinutes(3);

    private Fleet() {}

    /**
     * @param episodesPerMinute faults of the whole fleet
     * @param further options
     * @return the started process
     */
    static Child start(
            Connector connector,
            Path work,
            int devices,
            int rate,
            long seconds,
            int warmUp,
            int episodesPerMinute,
            String... further)
            throws IOException {
        List<String> options = new ArrayList<>(List.of(
                "--mqtt=" + connector.mqtt(),
                "--kafka=" + connector.kafka(),
                "--org=" + connector.org(),
                "--for=" + seconds,
                "--warm-up=" + warmUp));
        options.addAll(List.of(further));
        return start(work, devices, rate, episodesPerMinute, options);
    }

    /** One that publishes until it is asked to end, and then waits for what is under way. */
    static Child start(World world, Path work, int devices, int rate, int episodesPerMinute, String... further)
            throws IOException {
        List<String> options = new ArrayList<>(
                List.of("--mqtt=" + world.mqtt(), "--kafka=" + world.kafka(), "--org=" + world.orgUrl()));
        options.addAll(List.of(further));
        return start(work, devices, rate, episodesPerMinute, options);
    }

    private static Child start(Path work, int devices, int rate, int episodesPerMinute, List<String> options)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                "--devices=" + devices,
                "--rate=" + rate,
                "--episodes-per-minute=" + episodesPerMinute,
                "--quiet"));
        arguments.addAll(options);
        return Child.start(
                "fleet", work, Child.ownClassPath(), List.of("-Xmx256m", "-XX:+UseSerialGC"), MAIN, arguments);
    }

    /** The fleet's final line. @throws BenchException when something was lost or is there twice */
    static JsonNode result(Child fleet, Duration length) throws IOException, InterruptedException {
        int exitCode = fleet.await(length.plus(SETTLING));
        if (exitCode > 1) {
            throw fleet.failed("ended with exit code " + exitCode);
        }
        JsonNode result = new ObjectMapper().readTree(fleet.output());
        if (exitCode != 0) {
            throw new BenchException("the run was not clean, its numbers do not count: " + result);
        }
        return result;
    }
}
