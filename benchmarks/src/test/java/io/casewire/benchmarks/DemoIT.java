package io.casewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README promises of one command, from the archive. */
class DemoIT {
    @TempDir
    private Path folder;

    @Test
    void shouldShowEveryPack_andLoseNothing() throws Exception {
        Distribution unpacked = Distribution.unpack(folder);

        // When
        Distribution.Result demo = unpacked.run(
                unpacked.casewire(), "demo", "--config", unpacked.config(), "--for", "20s", "--seed", "2", "--json");

        // Then
        assertThat(demo.exitCode()).as(demo.output()).isZero();
        JsonNode summary = new ObjectMapper()
                .readTree(demo.output()
                        .lines()
                        .filter(line -> line.startsWith("{"))
                        .findFirst()
                        .orElseThrow());
        assertThat(summary.path("lost").asLong(-1)).isZero();
        assertThat(summary.path("duplicates").asLong(-1)).isZero();
        assertThat(summary.path("casesCreated").asLong()).isPositive();
        for (String pack : new String[] {"health", "retail"}) {
            // Some of what is under way began a moment ago.
            long faults = summary.path(pack).path("faultsUnderWay").asLong();
            assertThat(summary.path(pack).path("aboutAFault").asLong())
                    .as(demo.output())
                    .isPositive()
                    .isGreaterThan(faults / 2);
        }
        assertThat(summary.path("offers").path("members").asLong())
                .as(demo.output())
                .isPositive();
        assertThat(summary.path("offers").path("withoutConsent").asLong(-1)).isZero();
    }
}
