package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.content.Content;
import io.casewire.content.ContentFiles;
import io.casewire.content.ContentLoader;
import io.casewire.model.Finding;
import io.casewire.stream.Json;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code casewire consent}. */
@Command(
        name = "consent",
        mixinStandardHelpOptions = true,
        header = "What people agreed to, and what follows of it.",
        subcommands = {ConsentCommand.Show.class, ConsentCommand.Report.class})
final class ConsentCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills it
    ConsentCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** {@code casewire consent show}. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            header = "Says for every purpose whether a person's data may be used, why, and what that person said when.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:it is shown", "1:nothing runs", "2:wrong arguments", "3:nothing is known of that person"
            })
    static final class Show implements Callable<Integer> {
        @Mixin
        private ConfigOption config;

        @Parameters(paramLabel = "PARTY", description = "id of an Individual, or of a Contact who has none")
        private String party;

        @Option(
                names = "--as-of",
                paramLabel = "TIME",
                description = "as it was and was known then, for example 2026-03-01T08:00:00Z (default: now)")
        private String asOf = "";

        @Option(names = "--json", description = "print one JSON object")
        private boolean json;

        @Spec
        private CommandSpec spec;

        @SuppressWarnings("NullAway.Init") // picocli fills them
        Show() {}

        @Override
        public Integer call() throws Exception {
            PrintWriter out = spec.commandLine().getOut();
            Map<String, String> question = new HashMap<>(Map.of("party", party));
            if (!asOf.isEmpty()) {
                question.put("asOf", asOf);
            }
            ConsoleClient.Reply reply = new ConsoleClient(config.running()).get("/api/consent", question);
            if (reply.status() != 200) {
                spec.commandLine().getErr().println(reply.body().path("finding").asText());
                return switch (reply.status()) {
                    case 404 -> Main.NOT_FOUND;
                    case 400 -> CommandLine.ExitCode.USAGE;
                    default -> Main.FAILED;
                };
            }
            if (json) {
                out.println(Json.MAPPER.writeValueAsString(reply.body()));
            } else {
                print(reply.body(), out);
            }
            out.flush();
            return 0;
        }

        private static void print(JsonNode answer, PrintWriter out) {
            out.printf("party    %s%n", answer.path("party").asText());
            out.printf("as of    %s%n", answer.path("asOf").asText());
            List<String> devices = new ArrayList<>();
            answer.path("devices").forEach(device -> devices.add(device.asText()));
            out.printf("devices  %s%n%n", devices.isEmpty() ? "none" : String.join(", ", devices));
            for (JsonNode verdict : answer.path("verdicts")) {
                out.printf(
                        "%s (%s)  %s: %s%n",
                        verdict.path("purpose").asText(),
                        verdict.path("legalBasis").asText(),
                        verdict.path("allowed").asBoolean() ? "allowed" : "denied",
                        verdict.path("reason").asText());
                if (verdict.path("held").asBoolean()) {
                    out.println("  held: the org was not heard for longer than maxConsentAge");
                }
                ExplanationText.treated(verdict, out);
            }
            out.println();
            Map<String, JsonNode> before = new HashMap<>();
            for (JsonNode said : answer.path("history")) {
                String from = said.path("from").asText();
                out.printf(
                        "%s  (offset %d of consents)%n",
                        from.isEmpty() ? "as first read" : from,
                        said.path("offset").asLong());
                said.path("flags").properties().forEach(flag -> {
                    JsonNode last = before.put(flag.getKey(), flag.getValue());
                    if (!flag.getValue().equals(last)) {
                        out.printf(
                                "  %-40s %s%n", flag.getKey(), flag.getValue().asBoolean() ? "yes" : "no");
                    }
                });
                said.path("statements").forEach(statement -> out.printf("  %s%n", inWords(statement)));
            }
        }

        /** As in {@code optIn to Tips for owners (consent) by email, from … to …: PartyConsent 9Pc…}. */
        private static String inWords(JsonNode statement) {
            StringBuilder words = new StringBuilder(statement.path("answer").asText());
            words.append(" to ").append(statement.path("purpose").asText("every purpose"));
            append(words, " (", statement.path("legalBasis"), ")");
            append(words, " by ", statement.path("channel"), "");
            append(words, ", from ", statement.path("from"), "");
            append(words, ", to ", statement.path("to"), "");
            return words.append(": ").append(statement.path("record").asText()).toString();
        }

        private static void append(StringBuilder words, String before, JsonNode value, String after) {
            if (value.isTextual()) {
                words.append(before).append(value.asText()).append(after);
            }
        }
    }

    /** {@code casewire consent report}. */
    @Command(
            name = "report",
            mixinStandardHelpOptions = true,
            header = "The register of processing: each purpose with its ground, data, recipients and retention.",
            description = "Reads the content folder; nothing has to run.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:it is shown", "1:the content has findings; they say why", "2:wrong arguments"})
    static final class Report implements Callable<Integer> {
        @Mixin
        private ConfigOption config;

        @Option(names = "--json", description = "print one JSON object")
        private boolean json;

        @Spec
        private CommandSpec spec;

        @SuppressWarnings("NullAway.Init") // picocli fills them
        Report() {}

        @Override
        public Integer call() throws Exception {
            List<Finding> findings = new ArrayList<>();
            Content content =
                    ContentLoader.load(ContentFiles.read(config.settings().contentFolder()), findings::add);
            if (content == null) {
                throw new FindingException(findings);
            }
            PrintWriter out = spec.commandLine().getOut();
            List<Map<String, Object>> purposes = new ConsentReport(content).purposes();
            if (json) {
                out.println(Json.MAPPER.writeValueAsString(Map.of("content", content.version(), "purposes", purposes)));
            } else {
                out.println("content " + content.version());
                purposes.forEach(purpose -> print(Json.MAPPER.valueToTree(purpose), out));
            }
            out.flush();
            return 0;
        }

        private static void print(JsonNode purpose, PrintWriter out) {
            out.printf(
                    "%n%s%n  %s%n",
                    purpose.path("purpose").asText(),
                    purpose.path("description").asText());
            line(out, "legal basis", purpose.path("legalBasis").asText());
            line(out, "in the org", purpose.path("dataUsePurpose").asText());
            line(out, "activities", list(purpose.path("activities")));
            line(out, "channels", list(purpose.path("channels")));
            int age = purpose.path("minimumAge").asInt();
            line(out, "minimum age", age == 0 ? "" : String.valueOf(age));
            purpose.path("data")
                    .properties()
                    .forEach(data -> line(out, "data", data.getKey() + ": " + list(data.getValue())));
            line(out, "rules", list(purpose.path("rules")));
            purpose.path("writes")
                    .properties()
                    .forEach(write -> line(out, "writes", write.getKey() + ": " + list(write.getValue())));
            line(out, "recipients", list(purpose.path("recipients")));
            line(out, "retention", purpose.path("retention").asText());
        }

        private static void line(PrintWriter out, String name, String value) {
            out.printf("  %-12s %s%n", name, value.isEmpty() ? "-" : value);
        }

        private static String list(JsonNode values) {
            List<String> words = new ArrayList<>();
            values.forEach(value -> words.add(value.asText()));
            return String.join(", ", words);
        }
    }
}
