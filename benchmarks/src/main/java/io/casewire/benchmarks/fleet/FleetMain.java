package io.casewire.benchmarks.fleet;

import io.casewire.benchmarks.Logs;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The fleet's command line. */
@Command(
        name = "fleet",
        description = "Simulated machines with known faults, and a count of what became of their readings.",
        mixinStandardHelpOptions = true,
        subcommands = {SeedCommand.class, RunCommand.class, PacksCommand.class})
public final class FleetMain {
    private FleetMain() {}

    public static void main(String[] args) {
        Logs.toStandardError();
        int exitCode = commandLine().execute(args);
        // A signal is already ending the process; its hook waits for this thread and gives the exit code.
        if (!Stop.exitOnSignal(exitCode)) {
            System.exit(exitCode);
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new FleetMain()).setExecutionExceptionHandler((failure, line, parsed) -> {
            line.getErr().println(describe(failure));
            return ExitCodes.UNREACHABLE;
        });
    }

    private static String describe(Exception failure) {
        String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }
}
