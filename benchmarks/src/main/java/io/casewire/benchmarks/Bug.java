package io.casewire.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A mistake that is made on purpose in the routes of a run: a witness that does not notice it is none. */
enum Bug {
    NONE("", "", ""),
    /** A message is acknowledged before Kafka has it. */
    ACK_EARLY("10-ingest-mqtt.camel.yaml", "manualAcksEnabled: true", "manualAcksEnabled: false"),
    /** A call counts as sent before it is. */
    COMMIT_EARLY(
            "80-deliver-calls.camel.yaml",
            "        - bean: { ref: deliveryStage, method: prepare }",
            "        - bean: { ref: kafkaCommit }\n        - bean: { ref: deliveryStage, method: prepare }");

    private final String route;
    private final String right;
    private final String wrong;

    Bug(String route, String right, String wrong) {
        this.route = route;
        this.right = right;
        this.wrong = wrong;
    }

    /** @param content the folder of a run */
    void plant(Path content) throws IOException {
        if (this == NONE) {
            return;
        }
        Path file = content.resolve("camel-routes").resolve(route);
        String text = Files.readString(file);
        if (!text.contains(right)) {
            throw new BenchException(file + " does not say " + right);
        }
        Files.writeString(file, text.replace(right, wrong));
    }
}
