package io.casewire.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.casewire.content.Content;
import io.casewire.content.ContentFiles;
import io.casewire.content.YamlFile;
import io.casewire.ingest.Arrival;
import io.casewire.mapping.Mapping;
import io.casewire.model.Durations;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.rules.ConditionRule;
import io.casewire.trial.RuleCase.Expected;
import io.casewire.trial.RuleCase.Message;
import io.casewire.trial.RuleCase.Wanted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code kind: RuleCases}, the files in folders named {@code cases} below {@code rules/}. */
public final class RuleCaseReader {
    private static final String START = "2026-01-01T00:00:00Z";
    private static final String DEVICE = "{device}";
    /** Stands for the time at which the message arrives. */
    private static final String AT = "{at}";

    private final YamlFile file;
    private final Set<String> conditions;
    private final Set<String> mappings;
    private final Consumer<Finding> findings;

    private RuleCaseReader(YamlFile file, Content content, Consumer<Finding> findings) {
        this.file = file;
        this.conditions = content.rules().stream()
                .flatMap(group -> group.conditions().stream())
                .map(ConditionRule::name)
                .collect(Collectors.toSet());
        this.mappings = content.mappings().stream().map(Mapping::name).collect(Collectors.toSet());
        this.findings = findings;
    }

    /** All of the content's rules, by file and line; those about what it does not have become findings. */
    public static List<RuleCase> read(ContentFiles files, Content content, Consumer<Finding> findings) {
        List<RuleCase> cases = new ArrayList<>();
        files.casesBelow("rules/").forEach((path, text) -> {
            YamlFile file = YamlFile.read(path, text, "RuleCases", findings);
            if (file != null) {
                cases.addAll(new RuleCaseReader(file, content, findings).read());
            }
        });
        return cases;
    }

    private List<RuleCase> read() {
        List<RuleCase> cases = new ArrayList<>();
        Instant start = start();
        int number = 0;
        for (JsonNode node : file.root().path("cases")) {
            cases.add(read(node, "/cases/" + number++, start));
        }
        return cases;
    }

    private Instant start() {
        String text = file.root().path("start").asText(START);
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            refuse("/start", "start: '" + text + "' is no time as 2026-03-01T08:00:00Z is.");
            return Instant.parse(START);
        }
    }

    private RuleCase read(JsonNode node, String pointer, Instant start) {
        List<Message> messages = messages(node, start);
        Duration until = messages.isEmpty()
                ? Duration.ZERO
                : messages.get(messages.size() - 1).at();
        return new RuleCase(
                file.place(pointer),
                node.path("case").asText(),
                text(node, "model"),
                node.path("party").asText().equals("person"),
                start,
                messages,
                node.has("until") ? duration(node, "until") : until,
                decides(node, pointer),
                writes(node, pointer));
    }

    private List<Message> messages(JsonNode node, Instant start) {
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : node.path("messages")) {
            Duration at = duration(message, "at");
            Duration every = duration(message, "every");
            String topic = file.root()
                    .path("topic")
                    .asText()
                    .replace(DEVICE, message.path("device").asText("device-1"));
            for (int i = 0; i < message.path("times").asInt(1); i++) {
                Duration then = at.plus(every.multipliedBy(i));
                byte[] payload = payload(message, start.plus(then));
                messages.add(new Message(then, new Arrival("mqtt", topic, null, Map.of(), false, payload)));
            }
        }
        messages.sort(Comparator.comparing(Message::at));
        return messages;
    }

    private byte[] payload(JsonNode message, Instant at) {
        JsonNode whole = message.path("payload");
        if (whole.isTextual()) {
            return whole.asText().replace(AT, at.toString()).getBytes(StandardCharsets.UTF_8);
        }
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        JsonNode usual = whole.isObject() ? whole : file.root().path("usual");
        usual.properties().forEach(field -> payload.set(field.getKey(), field.getValue()));
        message.path("with").properties().forEach(field -> payload.set(field.getKey(), field.getValue()));
        payload.properties().forEach(field -> {
            if (field.getValue().asText().contains(AT)) {
                field.setValue(TextNode.valueOf(field.getValue().asText().replace(AT, at.toString())));
            }
        });
        return payload.toString().getBytes(StandardCharsets.UTF_8);
    }

    private List<Expected> decides(JsonNode node, String pointer) {
        List<Expected> decides = new ArrayList<>();
        int number = 0;
        for (JsonNode decision : node.path("decides")) {
            String condition = decision.path("condition").asText();
            known(conditions, condition, pointer + "/decides/" + number++ + "/condition", "rule");
            decides.add(new Expected(
                    condition,
                    decision.path("transition").asText(),
                    text(decision, "severity"),
                    decision.has("at") ? duration(decision, "at") : null,
                    text(decision, "device")));
        }
        return decides;
    }

    private List<Wanted> writes(JsonNode node, String pointer) {
        List<Wanted> writes = new ArrayList<>();
        int number = 0;
        for (JsonNode write : node.path("writes")) {
            String mapping = write.path("mapping").asText();
            known(mappings, mapping, pointer + "/writes/" + number++ + "/mapping", "mapping");
            Map<String, JsonNode> fields = new HashMap<>();
            write.path("fields").properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
            writes.add(new Wanted(mapping, fields));
        }
        return writes;
    }

    private void known(Set<String> names, String name, String pointer, String what) {
        if (!names.contains(name)) {
            findings.accept(new Finding(
                    FindingCode.CONTENT_REFERENCE,
                    file.place(pointer),
                    "there is no " + what + " '" + name + "', only "
                            + names.stream().sorted().collect(Collectors.joining(", ")) + "."));
        }
    }

    private static Duration duration(JsonNode node, String name) {
        return Durations.parse(node.path(name).asText("0s"));
    }

    private static @Nullable String text(JsonNode node, String name) {
        return node.hasNonNull(name) ? node.path(name).asText() : null;
    }

    private void refuse(String pointer, String what) {
        findings.accept(new Finding(FindingCode.CONTENT_SCHEMA, file.place(pointer), what));
    }
}
