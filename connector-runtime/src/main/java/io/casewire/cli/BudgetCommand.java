package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.delivery.Allowance;
import io.casewire.stream.Json;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code casewire budget}. */
@Command(
        name = "budget",
        mixinStandardHelpOptions = true,
        header = "What the org allows, what is used of it and by whom, how long it lasts, and what is done about it.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:there is enough", "1:writes wait because of it, or nothing runs"})
final class BudgetCommand implements Callable<Integer> {
    private static final Map<String, String> WORDS = Map.of(
            Allowance.API_CALLS, "API calls in 24 h",
            Allowance.BULK_BATCHES, "Bulk batches in 24 h",
            Allowance.PUBLISHED, "events published in 1 h",
            Allowance.DELIVERED, "events delivered in 24 h",
            Allowance.STORAGE, "MB of data storage");

    @Mixin
    private ConfigOption config;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    BudgetCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode budget =
                new ConsoleClient(config.running()).get("/api/budget", Map.of()).body();
        if (json) {
            out.println(Json.MAPPER.writeValueAsString(budget));
        } else {
            print(budget, out);
        }
        out.flush();
        return budget.path("waits").asBoolean() ? Main.FAILED : 0;
    }

    private static void print(JsonNode budget, PrintWriter out) {
        JsonNode allowances = budget.path("allowances");
        if (allowances.isEmpty()) {
            out.println("The org has not said yet what it allows; or another replica delivers, which knows.");
            return;
        }
        out.printf("%s: %s%n", budget.path("step").asText(), budget.path("does").asText());
        for (JsonNode allowance : allowances) {
            String name = allowance.path("name").asText();
            out.printf(
                    Locale.ROOT,
                    "  %-24s  %,d of %,d%n",
                    WORDS.getOrDefault(name, name),
                    allowance.path("used").asLong(),
                    allowance.path("max").asLong());
            if (name.equals(Allowance.API_CALLS)) {
                printCalls(budget.path("apiCalls"), out);
            } else if (name.equals(Allowance.STORAGE)) {
                printStorage(budget.path("daysOfStorage"), out);
            }
        }
        JsonNode made = budget.path("sinceStart");
        out.printf(
                Locale.ROOT,
                "  since the start: %,d readings, %,d decisions, %,d writes in %,d calls%n",
                made.path("readings").asLong(),
                made.path("decisions").asLong(),
                made.path("writes").asLong(),
                made.path("calls").asLong());
        out.printf(
                Locale.ROOT,
                "    per 1,000 readings %.1f calls, one call per write would be %.1f; per 1,000 decisions %.0f, or %.0f%n",
                made.path("callsPer1000Readings").asDouble(),
                made.path("writesPer1000Readings").asDouble(),
                made.path("callsPer1000Decisions").asDouble(),
                made.path("writesPer1000Decisions").asDouble());
    }

    private static void printCalls(JsonNode calls, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "    delivery made %,d and may make %,d more now; %,d are reserved for others; reading the org makes %,d a day%n",
                calls.path("spent").asLong(),
                calls.path("left").asLong(),
                calls.path("reserve").asLong(),
                calls.path("readsPerDay").asLong());
        out.printf(
                Locale.ROOT,
                "    at the pace of the last hour %,d will be used at midnight%n",
                calls.path("forecast").asLong());
        for (Map.Entry<String, JsonNode> mapping : calls.path("byMapping").properties()) {
            out.printf(
                    Locale.ROOT,
                    "    mapping %-16s  %,d%n",
                    mapping.getKey(),
                    mapping.getValue().asLong());
        }
    }

    private static void printStorage(JsonNode days, PrintWriter out) {
        if (days.isNumber()) {
            out.printf(Locale.ROOT, "    full in %,.0f days at this pace%n", days.asDouble());
        }
    }
}
