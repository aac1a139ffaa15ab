package io.casewire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.casewire.ConnectorProcess;
import io.casewire.Telemetry;
import io.casewire.TestContent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code casewire pause} and {@code resume}: what is stopped waits, the rest goes on, and it is known who did it and why. */
class BrakesIT {
    private static final String RULE = "machine-maintenance/overstrain";
    private static final Duration PATIENCE = ConnectorProcess.PATIENCE;

    @TempDir
    private Path folder;

    @Test
    void shouldHoldWhatIsStoppedAndGoOnAfterwards() throws Exception {
        CliRun cli = new CliRun(folder.resolve("casewire.yaml"));
        try (ConnectorProcess connector = new ConnectorProcess(folder, TestContent.machines())) {
            connector.awaitReady();
            try (Telemetry machines = new Telemetry(connector.mqtt())) {
                // When: a mapping is stopped
                assertThat(cli.run("pause", "mapping", "case", "--for", "1h", "--reason", "layout changes"))
                        .isZero();
                JsonNode finding = connector.awaitFinding("BRAKE-001");
                assertThat(finding.path("where").asText()).isEqualTo("mapping 'case'");
                assertThat(finding.path("what").asText()).contains("layout changes");
                machines.publish("press-1", true);

                // Then: it is decided, and waits
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                                connector.status().path("writesWaiting").asInt())
                        .isPositive());
                assertThat(connector
                                .query("SELECT Id FROM Case")
                                .path("totalSize")
                                .asInt())
                        .isZero();
                assertThat(cli.run("resume", "mapping", "case")).isZero();
                connector.awaitCases(Set.of("press-1|" + RULE), PATIENCE);

                // When: a rule is stopped
                assertThat(cli.run("pause", "rule", RULE, "--for", "1h", "--reason", "wrong limit"))
                        .isZero();
                machines.publish("press-2", true);
                connector.awaitIdleAfter(Duration.ofSeconds(2));

                // Then: nothing comes of the reading, and something of the next when it goes on
                connector.awaitCases(Set.of("press-1|" + RULE), PATIENCE);
                assertThat(cli.run("resume", "rule", RULE)).isZero();
                machines.publish("press-2", true);
                connector.awaitCases(Set.of("press-1|" + RULE, "press-2|" + RULE), PATIENCE);
            }

            // And: mistakes are named, and everything is written down
            assertThat(cli.run("pause", "rule", "overstrain", "--for", "1h", "--reason", "typing error"))
                    .isEqualTo(1);
            assertThat(cli.output()).contains("no rule 'overstrain', only", RULE);
            assertThat(cli.run("brakes", "--all", "--json")).isZero();
            JsonNode brakes = new ObjectMapper().readTree(cli.output()).path("brakes");
            assertThat(brakes.findValuesAsText("reason")).containsExactly("layout changes", "", "wrong limit", "");
            assertThat(connector.status().path("findings")).isEmpty();
        }
    }
}
