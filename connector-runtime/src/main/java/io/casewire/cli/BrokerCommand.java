package io.casewire.cli;

import io.casewire.embedded.EmbeddedKafka;
import io.casewire.embedded.EmbeddedMqtt;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code casewire broker}. */
@Command(
        name = "broker",
        mixinStandardHelpOptions = true,
        header = "Starts the embedded Kafka or MQTT broker alone, until Ctrl-C: for several instances on one machine.",
        description = "It listens on localhost only. In production a cluster takes its place.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it ran and was ended", "1:it did not start"})
final class BrokerCommand implements Callable<Integer> {
    /** Which one. */
    enum Kind {
        KAFKA,
        MQTT
    }

    @Parameters(paramLabel = "KIND", description = "kafka or mqtt")
    private Kind kind;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "where it keeps what it was given")
    private Path data;

    @Option(names = "--port", required = true, paramLabel = "N", description = "where it listens")
    private int port;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    BrokerCommand() {}

    @Override
    public Integer call() throws Exception {
        Closer closer = new Closer();
        Path folder = Files.createDirectories(data);
        String url = kind == Kind.KAFKA
                ? closer.add(EmbeddedKafka.start(folder, port, false)).bootstrapServers()
                : closer.add(EmbeddedMqtt.start(folder, port)).url();
        var asked = Stop.closeOnSignal(closer);
        PrintWriter out = spec.commandLine().getOut();
        out.println(url);
        out.flush();
        asked.await();
        return 0;
    }
}
