package io.casewire.benchmarks;

import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code casewire bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures a connector or a local org that it starts in a process of its own, under load from another process.",
            "Each number is the median of several runs with its spread, beside baselines from the same runs.",
            "Progress goes to standard error, the table or JSON to standard output."
        },
        subcommands = {
            DecideCommand.class,
            MqttCommand.class,
            LatencyCommand.class,
            SevereCommand.class,
            StormCommand.class,
            StartCommand.class,
            MemoryCommand.class,
            OrgCommand.class,
            EventsCommand.class,
            RevocationCommand.class,
            AnomaliesCommand.class,
            PacksCommand.class,
            BacktestCommand.class,
            SignalsCommand.class,
            ChaosCommand.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "2:wrong arguments", "3:a measurement could not be made"})
public final class BenchMain implements Runnable {
    private static final int FAILED = 3;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private BenchMain() {}

    public static void main(String[] args) {
        Logs.toStandardError();
        // The launcher hands its own arguments on, with the verb.
        boolean verb = args.length > 0 && args[0].equals("bench");
        System.exit(commandLine().execute(verb ? Arrays.copyOfRange(args, 1, args.length) : args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new BenchMain()).setExecutionExceptionHandler((failure, line, parsed) -> {
            String message = failure.getMessage();
            line.getErr().println(message == null ? failure.toString() : message);
            return FAILED;
        });
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
