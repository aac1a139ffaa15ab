package io.casewire.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.benchmarks.generator.Message;
import io.casewire.benchmarks.load.Readings;
import io.casewire.benchmarks.machine.Devices;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a broker would have recorded of machines that report every ten seconds, one percent of the readings opening an episode. */
final class Recordings {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration ROUND = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Recordings() {}

    /**
     * What {@code casewire backtest} says of a recording, as a user starts it.
     *
     * @param work where it may leave its files
     */
    static JsonNode backtest(Path work, Path home, int threads, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("backtest", "--json", "--threads=" + threads));
        all.addAll(arguments);
        Path folder = Files.createTempDirectory(work, "run");
        try (Child child = Child.casewire("backtest", folder, home, all)) {
            if (child.await(PATIENCE) != 0) {
                throw child.failed("did not decide on the recording");
            }
            return JSON.readTree(child.output());
        }
    }

    /** Reads each line of a recording and nothing more. @return how many payloads there were */
    static long read(Path work, Path recording) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(work, "read");
        try (Child child = Child.load("read", folder, List.of("read-recording", recording.toString()))) {
            child.awaitSuccess(PATIENCE);
            return Long.parseLong(child.output().strip());
        }
    }

    static void write(Path file, int readings, int devices) throws IOException {
        Readings load = new Readings("recording", devices, 1, round -> START.plus(ROUND.multipliedBy(round)));
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int seq = 0; seq < readings; seq++) {
                Instant at = START.plus(ROUND.multipliedBy(seq).dividedBy(devices));
                String payload = new String(load.payload(seq), StandardCharsets.UTF_8);
                out.write(Message.recorded(at, "devices/" + Devices.id(load.device(seq)) + "/telemetry", payload));
                out.newLine();
            }
        }
    }
}
