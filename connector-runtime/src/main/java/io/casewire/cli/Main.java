package io.casewire.cli;

import io.casewire.model.Finding;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The {@code casewire} command. */
@Command(
        name = "casewire",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Turns what devices say into what a business does in Salesforce.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it worked",
            "1:it did not; findings say why",
            "2:the command was not understood",
            "3:what was asked for does not exist"
        },
        footer = {"", "casewire bench measures; see casewire bench --help."})
public final class Main implements Runnable {
    private static final List<Class<?>> COMMANDS = List.of(
            DemoCommand.class,
            RunCommand.class,
            ReplayCommand.class,
            ExplainCommand.class,
            ConsentCommand.class,
            StatusCommand.class,
            BudgetCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            BrakesCommand.class,
            DeadLettersCommand.class,
            ReconcileCommand.class,
            BacktestCommand.class,
            BrokerCommand.class,
            OrgCommand.class,
            CheckCommand.class,
            TestCommand.class,
            TryCommand.class,
            PublishCommand.class,
            ScoreCommand.class,
            DoctorCommand.class,
            HelpCommand.class);

    /** Exit codes, the same for every command. */
    static final int FAILED = 1;

    static final int NOT_FOUND = 3;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills it
    Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine(arguments).execute(arguments));
    }

    /**
     * @param arguments it is going to be given: to read what all commands take is half of what a short one costs, so only the one that
     *     is called is read
     */
    static CommandLine commandLine(String... arguments) {
        CommandLine line = new CommandLine(new Main());
        List<Class<?>> called = COMMANDS.stream()
                .filter(command ->
                        command != HelpCommand.class && arguments.length > 0 && isCalled(command, arguments[0]))
                .toList();
        (called.isEmpty() ? COMMANDS : called).forEach(line::addSubcommand);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    PrintWriter err = command.getErr();
                    if (failure instanceof FindingException findings) {
                        for (Finding finding : findings.findings()) {
                            err.println(finding);
                        }
                        return FAILED;
                    }
                    err.println(failure.getClass().getSimpleName() + ": " + failure.getMessage());
                    err.println("This should not have happened. Set CASEWIRE_TRACE=1 to see where.");
                    if (System.getenv("CASEWIRE_TRACE") != null) {
                        failure.printStackTrace(err);
                    }
                    return FAILED;
                });
    }

    private static boolean isCalled(Class<?> command, String name) {
        return command.getAnnotation(Command.class).name().equals(name);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
