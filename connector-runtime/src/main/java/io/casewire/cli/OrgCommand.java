package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.stream.Json;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code casewire org}. */
@Command(
        name = "org",
        mixinStandardHelpOptions = true,
        header = "A Salesforce org on this machine: starts it, asks it, lets it go wrong.",
        subcommands = {OrgStartCommand.class, OrgCommand.Query.class, OrgFaultCommand.class})
final class OrgCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills it
    OrgCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** {@code casewire org query}. */
    @Command(name = "query", mixinStandardHelpOptions = true, header = "Prints the records of a SOQL query.")
    static final class Query implements Callable<Integer> {
        @Mixin
        private ConfigOption config;

        @Parameters(paramLabel = "SOQL", description = "for example: SELECT CaseNumber, Subject FROM Case LIMIT 5")
        private String soql;

        @Option(names = "--json", description = "print one JSON object")
        private boolean json;

        @Spec
        private CommandSpec spec;

        @SuppressWarnings("NullAway.Init") // picocli fills them
        Query() {}

        @Override
        public Integer call() throws Exception {
            PrintWriter out = spec.commandLine().getOut();
            ConsoleClient.Reply reply = new ConsoleClient(config.running()).get("/api/query", Map.of("q", soql));
            if (reply.status() != 200) {
                spec.commandLine().getErr().println(reply.body().path("finding").asText());
                return Main.FAILED;
            }
            if (json) {
                out.println(Json.MAPPER.writeValueAsString(reply.body()));
            } else {
                print(reply.body().path("records"), out);
                out.println(reply.body().path("totalSize").asInt() + " records");
            }
            out.flush();
            return 0;
        }

        private static void print(JsonNode records, PrintWriter out) {
            for (JsonNode record : records) {
                List<String> cells = new ArrayList<>();
                record.properties().forEach(field -> {
                    if (!field.getKey().equals("attributes")) {
                        JsonNode value = field.getValue();
                        cells.add(field.getKey() + "=" + (value.isObject() ? compact(value) : value.asText()));
                    }
                });
                out.println(String.join("  ", cells));
            }
        }

        private static String compact(JsonNode parent) {
            List<String> cells = new ArrayList<>();
            parent.properties().forEach(field -> {
                if (!field.getKey().equals("attributes")) {
                    cells.add(field.getValue().asText());
                }
            });
            return String.join("/", cells);
        }
    }
}
