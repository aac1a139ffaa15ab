package io.casewire.cli;

import io.casewire.stream.Json;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code casewire explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        header = "Says why a Case exists, what became of an episode, or what a reading led to.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it is explained", "1:nothing runs, or the org does not answer", "3:nothing is known of it"})
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Parameters(paramLabel = "ID", description = "a Case number, an episode's key or a reading's id")
    private String id;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    ExplainCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        ConsoleClient.Reply reply = new ConsoleClient(config.running()).get("/api/explain", Map.of("id", id));
        if (reply.status() != 200) {
            spec.commandLine().getErr().println(reply.body().path("finding").asText());
            return reply.status() == 404 ? Main.NOT_FOUND : Main.FAILED;
        }
        if (json) {
            out.println(Json.MAPPER.writeValueAsString(reply.body()));
        } else {
            ExplanationText.print(reply.body(), out);
        }
        out.flush();
        return 0;
    }
}
