package io.casewire.benchmarks;

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

/** What a broker would have recorded of machines that report every ten seconds, one percent of the readings opening an episode. */
final class Recordings {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration ROUND = Duration.ofSeconds(10);

    private Recordings() {}

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
