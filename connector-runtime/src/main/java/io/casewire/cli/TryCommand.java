package io.casewire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.casewire.config.Settings;
import io.casewire.content.Content;
import io.casewire.mapping.Write;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.Truth;
import io.casewire.pipeline.Step;
import io.casewire.rules.Condition;
import io.casewire.rules.Conditions;
import io.casewire.stream.Json;
import io.casewire.stream.Trial;
import io.casewire.trial.AssumedWorld;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code casewire try}. */
@Command(
        name = "try",
        mixinStandardHelpOptions = true,
        header = "Says what would come of one message, stage by stage. Nothing is sent.",
        description = {
            "The device is taken as one the org knows, heard for the first time. What rules make of more than one message is",
            "what casewire test is for."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it went through all stages",
            "1:a stage refused it, or the content has findings",
            "2:the command was not understood"
        })
final class TryCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    @Mixin
    private ConfigOption config;

    @Mixin
    private ContentOption folder;

    @Parameters(paramLabel = "FILE", description = "the payload as the device sends it; - reads standard input")
    private String file;

    @Option(names = "--topic", required = true, description = "the topic it arrives at")
    private String topic;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "when it arrives, as 2026-03-01T08:00:00Z (default: now)")
    private @Nullable Instant at;

    @Mixin
    private DeviceOptions devices;

    @Option(
            names = "--person",
            description = "the device is a person's, who said nothing of consent (default: an organisation's)")
    private boolean person;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills them
    TryCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Settings settings = config.settings();
        Content content = ConfigOption.content(folder.files(settings));
        Trial.Result result = happens(content, settings.ingest().maxPayload(), payload());
        List<Step> steps = result.happened().stream().map(Trial.Happened::step).toList();
        if (json) {
            out.println(Json.MAPPER.writeValueAsString(asJson(result, steps)));
        } else {
            print(result, steps, out);
        }
        out.flush();
        boolean refused = !result.refused().isEmpty()
                || steps.stream().anyMatch(step -> !step.deadLetters().isEmpty());
        return refused ? Main.FAILED : 0;
    }

    private byte[] payload() throws IOException {
        if (file.equals(STANDARD_INPUT)) {
            return System.in.readAllBytes();
        }
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            throw new FindingException(new Finding(FindingCode.USAGE, file, "there is no file to read."));
        }
        return Files.readAllBytes(path);
    }

    private Trial.Result happens(Content content, int maxPayload, byte[] payload) {
        Instant then = at == null ? Instant.now() : at;
        devices.check(List.of(content));
        AssumedWorld world = new AssumedWorld(devices.of(content), person, null);
        try (Trial trial = new Trial(content, maxPayload, world, world, then)) {
            return trial.message(topic, payload, then);
        }
    }

    private static void print(Trial.Result result, List<Step> steps, PrintWriter out) {
        result.refused().forEach(finding -> out.println("ingest     failed: " + finding));
        result.admitted()
                .forEach(reading ->
                        out.println("ingest     passed: format " + reading.format() + ", device " + reading.device()));
        for (Step step : steps) {
            step.deadLetters().forEach(letter -> out.println("dead letter: " + letter.finding()));
            JsonNode explanation = Json.MAPPER.valueToTree(step.explain());
            if (!explanation.isObject()) {
                continue;
            }
            ExplanationText.step(explanation, MissingNode.getInstance(), out);
            fields("value", explanation.path("values"), out);
            fields("signal", explanation.path("signals"), out);
            conditions(step.conditions(), out);
            for (Write write : step.writes()) {
                out.printf("%n  would write %s, mapping %s, key %s%n", write.object(), write.mapping(), write.key());
                fields("field", Json.MAPPER.valueToTree(write.ofNewRecord()), out);
            }
        }
        out.println();
        out.println("nothing was sent");
    }

    private static void conditions(@Nullable Conditions conditions, PrintWriter out) {
        if (conditions == null) {
            return;
        }
        for (Condition condition : conditions.all()) {
            out.printf("  rule %s: %s%n", condition.rule().name(), says(condition.truth()));
            fields("saw", Json.MAPPER.valueToTree(conditions.seenBy(condition.rule())), out);
        }
    }

    private static String says(Truth truth) {
        return switch (truth) {
            case TRUE -> "holds";
            case FALSE -> "does not hold";
            case UNKNOWN -> "cannot say, something it reads is missing";
        };
    }

    private static void fields(String what, JsonNode fields, PrintWriter out) {
        fields.properties()
                .forEach(field -> out.printf(
                        "    %-6s %-34s %s%n",
                        what, field.getKey(), Printable.text(field.getValue().asText())));
    }

    private static Map<String, Object> asJson(Trial.Result result, List<Step> steps) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("refused", result.refused().stream().map(Finding::toString).toList());
        json.put("steps", steps.stream().map(TryCommand::asJson).toList());
        return json;
    }

    private static Map<String, Object> asJson(Step step) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("explanation", step.explain());
        json.put(
                "deadLetters",
                step.deadLetters().stream()
                        .map(letter -> letter.finding().toString())
                        .toList());
        Map<String, String> rules = new LinkedHashMap<>();
        Conditions conditions = step.conditions();
        for (Condition condition : conditions == null ? List.<Condition>of() : conditions.all()) {
            rules.put(condition.rule().name(), condition.truth().name().toLowerCase(Locale.ROOT));
        }
        json.put("rules", rules);
        json.put("writes", step.writes());
        json.put("commands", step.commands());
        return json;
    }
}
