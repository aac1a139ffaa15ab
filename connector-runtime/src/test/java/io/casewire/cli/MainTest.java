package io.casewire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
    private static final Set<String> ALL = Main.commandLine().getSubcommands().keySet();

    @Test
    void shouldKnowTheCommandThatIsCalled_andNoOther() {
        assertThat(ALL).contains("demo", "run", "backtest", "help").hasSizeGreaterThan(20);
        for (String name : ALL) {
            CommandLine line = Main.commandLine(name, "--help");
            if (name.equals("help")) {
                assertThat(line.getSubcommands().keySet()).isEqualTo(ALL);
            } else {
                assertThat(line.getSubcommands().keySet()).containsExactly(name);
            }
        }
    }

    @Test
    void shouldKnowAllCommands_whereNoneIsCalled() {
        assertThat(Main.commandLine("--help").getSubcommands().keySet()).isEqualTo(ALL);
        assertThat(Main.commandLine("backtset").getSubcommands().keySet()).isEqualTo(ALL);
    }
}
