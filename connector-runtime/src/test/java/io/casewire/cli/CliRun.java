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
        List<String> given = new ArrayList<>(List.of(arguments));
        given.addAll(List.of("--config", config.toString()));
        String[] all = given.toArray(String[]::new);
        CommandLine command = Main.commandLine(all);
        command.setOut(new PrintWriter(output, true));
        command.setErr(new PrintWriter(output, true));
        return command.execute(all);
    }

    /** What the last command said. */
    String output() {
        return output.toString();
    }
}
