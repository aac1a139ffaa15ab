package io.casewire.benchmarks.load;

import io.casewire.benchmarks.Logs;
import io.casewire.benchmarks.org.OrgLoad;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the load processes; the bench commands start them. */
@Command(
        name = "load",
        description = "Load and baselines for the bench commands.",
        mixinStandardHelpOptions = true,
        subcommands = {
            KafkaLoad.class,
            MqttLoad.class,
            PackLoad.class,
            EventLoad.class,
            PassThrough.class,
            ReadRecording.class,
            BareBridge.class,
            OrgLoad.class
        })
public final class LoadMain {
    private static final int FAILED = 3;

    private LoadMain() {}

    public static void main(String[] args) {
        Logs.toStandardError();
        CommandLine line = new CommandLine(new LoadMain()).setExecutionExceptionHandler((failure, command, parsed) -> {
            failure.printStackTrace(command.getErr());
            return FAILED;
        });
        System.exit(line.execute(args));
    }
}
