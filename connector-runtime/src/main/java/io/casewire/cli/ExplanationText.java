package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** An explanation for people: one line per stage, and what the rule saw. */
final class ExplanationText {
    private ExplanationText() {}

    static void print(JsonNode explanation, PrintWriter out) {
        for (String field : new String[] {
            "case",
            "subject",
            "status",
            "owner",
            "reason",
            "episode",
            "openedBy",
            "reading",
            "device",
            "source",
            "receivedAt",
            "outcome"
        }) {
            if (explanation.hasNonNull(field)) {
                out.printf("%-10s %s%n", field, explanation.path(field).asText());
            }
        }
        for (JsonNode step : explanation.path("steps")) {
            step(step, explanation.path("commits"), out);
        }
        for (JsonNode receipt : explanation.path("receipts")) {
            out.printf(
                    "delivered  %s %s %s in call %s at %s%n",
                    receipt.path("object").asText(),
                    receipt.path("recordId").asText(),
                    receipt.path("result").asText().toLowerCase(Locale.ROOT),
                    receipt.path("call").asText(),
                    receipt.path("at").asText());
        }
        for (JsonNode receipt : explanation.path("commandReceipts")) {
            out.printf(
                    "command    %s %s%s at %s%n",
                    receipt.path("command").asText().replaceFirst("/.*", ""),
                    receipt.path("result").asText().toLowerCase(Locale.ROOT).replace('_', ' '),
                    receipt.path("status").asText().isEmpty()
                            ? ""
                            : " '" + Printable.text(receipt.path("status").asText()) + "'",
                    Instant.ofEpochMilli(receipt.path("at").asLong()));
        }
    }

    /** What was done to data before a purpose saw it, where anything was. */
    static void treated(JsonNode verdict, PrintWriter out) {
        verdict.path("treated")
                .properties()
                .forEach(treated -> out.printf(
                        "    %-12s %s%n", treated.getKey(), treated.getValue().asText()));
    }

    /** Of several, such as the episodes of devices below, each on its line. */
    private static void seen(String name, JsonNode value, PrintWriter out) {
        for (JsonNode each : value.isArray() ? value : List.of(value)) {
            out.printf("    %-40s %s%n", name, each.asText());
        }
    }

    /** @param commits where content came from, by its hash */
    static void step(JsonNode step, JsonNode commits, PrintWriter out) {
        String content = step.path("content").asText();
        String commit = commits.path(content).asText();
        out.printf(
                "%n%s  (content %s%s)%n",
                step.path("at").asText(), content, commit.isEmpty() ? "" : ", commit " + commit);
        out.printf("  reading  %s%n", step.path("id").asText());
        for (JsonNode note : step.path("stages")) {
            out.printf(
                    "  %-9s %s%s%n",
                    note.path("stage").asText(),
                    note.path("outcome").asText(),
                    note.hasNonNull("finding") ? ": " + note.path("finding").asText() : "");
        }
        step.path("verdicts").properties().forEach(verdict -> {
            out.printf(
                    "  consent for %s: %s, %s%n",
                    verdict.getKey(),
                    verdict.getValue().path("allowed").asBoolean() ? "allowed" : "denied",
                    verdict.getValue().path("reason").asText());
            treated(verdict.getValue(), out);
        });
        for (JsonNode command : step.path("commands")) {
            out.printf(
                    "  told the device: %s %s until %s%n",
                    command.path("name").asText(),
                    command.path("parameters"),
                    command.path("expiresAt").asText());
        }
        for (JsonNode decision : step.path("decisions")) {
            out.printf(
                    "  %s: %s (%s)%s%n",
                    decision.path("condition").asText(),
                    decision.path("transition").asText(),
                    decision.path("rule").asText(),
                    decision.hasNonNull("under")
                            ? ", told under " + decision.path("under").asText()
                            : "");
            decision.path("seen").properties().forEach(seen -> seen(seen.getKey(), seen.getValue(), out));
        }
        for (JsonNode write : step.path("writes")) {
            if (write.has("takeOver")) {
                out.printf(
                        "  %s %s, which people had open, becomes its own%n",
                        write.path("object").asText(), write.path("takeOver").asText());
            }
        }
    }
}
