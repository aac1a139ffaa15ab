package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.consent.Pseudonyms;
import io.casewire.stream.Json;
import io.casewire.stream.Rerun;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
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
        exitCodeList = {
            "0:it is explained; with --again: and comes out the same",
            "1:nothing runs, the org does not answer, or it comes out otherwise",
            "3:nothing is known of it"
        })
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Parameters(paramLabel = "ID", description = "a Case number, an episode's key or a reading's id")
    private String id;

    @Option(
            names = "--again",
            description = "decide every step once more, from the first reading on, and compare it byte for byte")
    private boolean again;

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
        SortedMap<String, List<String>> differences = again ? decideAgain(reply.body()) : new TreeMap<>();
        if (json) {
            ObjectNode answer = reply.body().deepCopy();
            if (again) {
                answer.set("again", Json.MAPPER.valueToTree(differences));
            }
            out.println(Json.MAPPER.writeValueAsString(answer));
        } else {
            ExplanationText.print(reply.body(), out);
            if (again) {
                print(differences, out);
            }
        }
        out.flush();
        return differences.values().stream().allMatch(List::isEmpty) ? 0 : Main.FAILED;
    }

    private SortedMap<String, List<String>> decideAgain(JsonNode explanation) throws Exception {
        Pseudonyms pseudonyms = new Pseudonyms(config.settings().consent().pseudonymKeys());
        Rerun rerun = new Rerun(config.runningKafka(), pseudonyms);
        try (ProgressBar progress = Progress.of("decide", -1, json)) {
            return new ExplainAgain(rerun).differences(explanation.path("steps"), progress::stepBy);
        }
    }

    private static void print(SortedMap<String, List<String>> differences, PrintWriter out) {
        out.println();
        long otherwise =
                differences.values().stream().filter(it -> !it.isEmpty()).count();
        out.printf(
                "decided again: %d of %d steps are the same, byte for byte%n",
                differences.size() - otherwise, differences.size());
        differences.forEach((step, lines) -> lines.forEach(line -> out.println("  " + step + " " + line)));
    }
}
