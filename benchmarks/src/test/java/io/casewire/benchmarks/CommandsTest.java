package io.casewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;

class CommandsTest {

    @ParameterizedTest
    @ValueSource(strings = {"decide", "mqtt", "latency", "start", "memory", "org"})
    void shouldOfferHelpJsonAndDocumentedExitCodes(String name) {
        // When
        CommandSpec command = BenchMain.commandLine().getSubcommands().get(name).getCommandSpec();

        // Then
        assertThat(command.optionsMap()).containsKeys("--help", "--json", "--runs", "--home");
        assertThat(command.usageMessage().exitCodeList()).containsKeys("0", "2", "3");
    }
}
