package io.casewire.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code casewire dead-letters}. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        header = "What could not be handled, why, and what to make of it.",
        subcommands = {
            DeadLettersList.class,
            DeadLettersShow.class,
            DeadLettersEdit.class,
            DeadLettersRetry.class,
            DeadLettersDiscard.class
        })
final class DeadLettersCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills it
    DeadLettersCommand() {}

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "one of list, show, edit, retry, discard");
    }
}
