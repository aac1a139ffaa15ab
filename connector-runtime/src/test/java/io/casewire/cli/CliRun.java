package io.casewire.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** Carries commands out as somebody at a terminal would, on one configuration. */
final class CliRun {
    private final StringWriter output = new StringWriter();
    private final Path config;

    CliRun(Path config) {
        this.config = config;
    }

    /** @return the exit code */
    int run(String... arguments) {
        output.getBuffer().setLength(0);
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(output, true));
        command.setErr(new PrintWriter(output, true));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", config.toString()));
        return command.execute(all.toArray(String[]::new));
    }

    /** What the last command said. */
    String output() {
        return output.toString();
    }
}
