package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.stream.Json;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code casewire status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        header = "Says what a running connector is doing: what waits, what is stuck, what to do next.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all is well", "1:something is stuck, or nothing runs"})
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    StatusCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode status =
                new ConsoleClient(config.running()).get("/api/status", Map.of()).body();
        if (json) {
            out.println(Json.MAPPER.writeValueAsString(status));
        } else {
            out.printf(
                    "%s, content %s%n",
                    status.path("ready").asBoolean() ? "deciding" : "waiting for the org",
                    status.path("content").asText());
            out.printf("  content           %s%n", content(status));
            out.printf(
                    "  readings waiting  %d%n", status.path("readingsWaiting").asLong());
            out.printf(
                    "  writes waiting    %d, the oldest for %d s%n",
                    status.path("writesWaiting").asLong(),
                    status.path("oldestWriteSeconds").asLong());
            out.printf(
                    "  API calls         %d of %d in 24 h%n",
                    status.path("apiUsed").asLong(), status.path("apiAllowed").asLong());
            out.printf(
                    "  reading the org   %d API calls a day while nothing changes%n",
                    status.path("readsPerDay").asLong());
            for (JsonNode finding : status.path("findings")) {
                out.printf(
                        "%s %s: %s %s%n",
                        finding.path("code").asText(),
                        finding.path("where").asText(),
                        finding.path("what").asText(),
                        finding.path("action").asText());
            }
        }
        out.flush();
        return status.path("findings").isEmpty() ? 0 : Main.FAILED;
    }

    private static String content(JsonNode status) {
        String folder = status.path("contentInFolder").asText();
        String commit = status.path("contentCommit").asText();
        return (folder.equals(status.path("content").asText())
                        ? "as in the folder"
                        : "not as in the folder, which has " + (folder.isEmpty() ? "nothing to read" : folder))
                + (status.hasNonNull("contentPublishedAt")
                        ? "; published " + status.path("contentPublishedAt").asText() + " by "
                                + status.path("contentPublishedBy").asText()
                        : "")
                + (commit.isEmpty() ? "" : " from commit " + commit);
    }
}
