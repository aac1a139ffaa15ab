package io.casewire.benchmarks.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.benchmarks.generator.Generator;
import io.casewire.benchmarks.generator.Message;
import io.casewire.benchmarks.generator.Simulation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a generator says, over and over, with other event times. */
final class PackReadings {
    /** So many different readings of each device. */
    private static final int ROUNDS = 40;

    private final Generator generator;
    private final String format;
    private final List<List<ObjectNode>> ofDevice = new ArrayList<>();
    private long turn;

    /** @param format as the connector calls what these devices say */
    PackReadings(Generator generator, String format) {
        this.generator = generator;
        this.format = format;
        Map<String, List<ObjectNode>> byDevice = new HashMap<>();
        // Before, nothing befalls anybody.
        Instant begins = Instant.EPOCH.plus(generator.quiet());
        Generator shorter =
                generator.lasting(generator.quiet().plus(generator.interval().multipliedBy(ROUNDS)));
        for (Message message : new Simulation(shorter, 1, Instant.EPOCH).messages()) {
            if (message.happened().isBefore(begins)) {
                continue;
            }
            byDevice.computeIfAbsent(message.device(), device -> new ArrayList<>())
                    .add(message.payload());
        }
        generator.deviceIds().forEach(device -> ofDevice.add(byDevice.get(device)));
    }

    /** One reading. @param topic it would have been published on */
    record Said(String device, String topic, String format, byte[] payload) {}

    /** Devices take turns; the event time is now. */
    Said next() {
        int index = (int) (turn % generator.devices());
        String device = generator.deviceId(index + 1);
        List<ObjectNode> own = ofDevice.get(index);
        ObjectNode said = own.get((int) (turn / generator.devices() % own.size()));
        said.put(generator.time(), Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        turn++;
        return new Said(
                device,
                generator.topic().replace("{device}", device),
                format,
                said.toString().getBytes(StandardCharsets.UTF_8));
    }
}
