package io.casewire.cli;

import io.casewire.config.Settings;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code casewire run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        header = "Runs the connector until it is stopped.",
        description = "Where casewire.yaml names no Kafka, MQTT broker or org, one starts in this process.")
final class RunCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    RunCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        Settings settings = config.settings();
        Instance instance = new Instance(settings, DataFolder.lock(settings.dataFolder()), step -> {
            err.println("casewire: " + step);
            err.flush();
        });
        CountDownLatch stopped = Stop.closeOnSignal(instance);
        Endpoints.print(instance, settings, err);
        instance.awaitReady();
        stopped.await();
        return 0;
    }
}
