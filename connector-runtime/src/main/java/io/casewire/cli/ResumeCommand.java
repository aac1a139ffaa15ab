package io.casewire.cli;

import io.casewire.model.Brake;
import io.casewire.stream.Json;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code casewire resume}. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        header = "Lets go on what was stopped.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it goes on", "1:there is no such thing, or nothing runs", "2:wrong arguments"})
final class ResumeCommand implements Callable<Integer> {
    @Mixin
    private BrakeTarget target;

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "why, for whoever wonders")
    private String reason;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    ResumeCommand() {}

    @Override
    public Integer call() throws Exception {
        long now = System.currentTimeMillis();
        Brake brake = target.brake(now, now, reason);
        BrakeTarget.append(target.config, brake);
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? Json.MAPPER.writeValueAsString(brake) : BrakeTarget.line(brake) + " goes on");
        out.flush();
        return 0;
    }
}
