package io.casewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** One run of chaos: twenty-two faults, each kind once. */
class ChaosIT {
    @Test
    void shouldLoseNothingDoubleNothingAndLeakNothing() {
        Path home = Path.of("..").toAbsolutePath().normalize();
        assertThat(BenchMain.commandLine().execute("chaos", "--seed=1", "--faults=22", "--home=" + home))
                .isZero();
    }
}
