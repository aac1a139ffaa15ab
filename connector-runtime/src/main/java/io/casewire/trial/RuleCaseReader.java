package io.casewire.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.casewire.content.Content;
import io.casewire.content.ContentFiles;
import io.casewire.content.YamlFile;
import io.casewire.episodes.MaintenanceWindow.OfDevice;
import io.casewire.identity.Device;
import io.casewire.mapping.Mapping;
import io.casewire.model.Durations;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.names.Nearest;
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
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code kind: RuleCases}, the files in folders named {@code cases} below {@code rules/} and {@code mappings/}. */
public final class RuleCaseReader {
    private static final String START = "2026-01-01T00:00:00Z";
    private static final Duration LONGEST = Duration.ofDays(3_650);
    private static final List<String> FOLDERS = List.of("mappings/", "rules/");
    private static final String DEVICE = "{device}";
    /** Stands for the time at which the message arrives. */
    private static final String AT = "{at}";

    private final YamlFile file;
    private final Set<String> conditions;
    private final Set<String> timeFields;
    private final Set<String> mappings;
    private final Set<String> deviceFields;
    private final Consumer<Finding> findings;

    private RuleCaseReader(YamlFile file, Content content, Consumer<Finding> findings) {
        this.file = file;
        this.conditions = content.rules().stream()
                .flatMap(group -> group.conditions().stream())
                .map(ConditionRule::name)
                .collect(Collectors.toSet());
        this.mappings = content.mappings().stream().map(Mapping::name).collect(Collectors.toSet());
        this.deviceFields = content.identity().deviceFields();
        this.timeFields = content.maintenanceTimeFields();
        this.findings = findings;
    }

    /** All of the content's rules, by file and line; those about what it does not have become findings. */
    public static List<RuleCase> read(ContentFiles files, Content content, Consumer<Finding> findings) {
        List<RuleCase> cases = new ArrayList<>();
        for (String folder : FOLDERS) {
            files.casesBelow(folder).forEach((path, text) -> {
                YamlFile file = YamlFile.read(path, text, "RuleCases", findings);
                if (file != null) {
                    cases.addAll(new RuleCaseReader(file, content, findings).read());
                }
            });
        }
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
        List<Message> messages = messages(node, pointer, start);
        Duration until = messages.isEmpty()
                ? Duration.ZERO
                : messages.get(messages.size() - 1).at();
        return new RuleCase(
                file.place(pointer),
                node.path("case").asText(),
                fields(node, pointer),
                text(node, "parent"),
                node.path("party").asText().equals("person"),
                start,
                messages,
                node.has("until") ? duration(node, "until") : until,
                decides(node, pointer),
                writes(node, pointer));
    }

    private Map<String, String> fields(JsonNode node, String pointer) {
        Map<String, String> fields = new TreeMap<>();
        String model = text(node, Device.MODEL);
        if (model != null) {
            fields.put(Device.MODEL, model);
        }
        node.path("fields").properties().forEach(field -> {
            if (!deviceFields.contains(field.getKey())) {
                refuse(
                        pointer + "/fields/" + field.getKey(),
                        "mappings/identity.yaml does not declare '" + field.getKey() + "'."
                                + Nearest.to(field.getKey(), deviceFields));
            } else if (timeFields.contains(field.getKey())
                    && OfDevice.time(field.getValue().asText()) == null) {
                refuse(
                        pointer + "/fields/" + field.getKey(),
                        "'" + field.getKey() + "' is a time, as in \"2026-03-01T08:00:00Z\".");
            }
            fields.put(field.getKey(), field.getValue().asText());
        });
        return fields;
    }

    private List<Message> messages(JsonNode node, String pointer, Instant start) {
        List<Message> messages = new ArrayList<>();
        int number = 0;
        for (JsonNode message : node.path("messages")) {
            Duration at = duration(message, "at");
            Duration every = duration(message, "every");
            int times = message.path("times").asInt(1);
            String place = pointer + "/messages/" + number++;
            if (at.plus(every.multipliedBy(times)).compareTo(LONGEST) > 0) {
                refuse(place, "it arrives more than " + LONGEST.toDays() + " days after the start.");
                continue;
            }
            String device = message.path("device").asText("device-1");
            String topic = file.root().path("topic").asText().replace(DEVICE, device);
            for (int i = 0; i < times; i++) {
                Duration then = at.plus(every.multipliedBy(i));
                Map<String, String> words = Map.of(AT, start.plus(then).toString(), DEVICE, device);
                messages.add(new Message(then, topic, payload(message, words)));
            }
        }
        messages.sort(Comparator.comparing(Message::at));
        return messages;
    }

    private byte[] payload(JsonNode message, Map<String, String> words) {
        JsonNode whole = message.path("payload");
        if (whole.isTextual()) {
            return put(words, whole.asText()).getBytes(StandardCharsets.UTF_8);
        }
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        JsonNode usual = whole.isObject() ? whole : file.root().path("usual");
        usual.properties().forEach(field -> payload.set(field.getKey(), field.getValue()));
        message.path("with").properties().forEach(field -> payload.set(field.getKey(), field.getValue()));
        return put(words, payload).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode put(Map<String, String> words, JsonNode value) {
        if (value.isTextual()) {
            return TextNode.valueOf(put(words, value.asText()));
        } else if (value.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            value.properties().forEach(field -> object.set(field.getKey(), put(words, field.getValue())));
            return object;
        } else if (value.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            value.forEach(element -> array.add(put(words, element)));
            return array;
        }
        return value;
    }

    private static String put(Map<String, String> words, String text) {
        String put = text;
        for (Map.Entry<String, String> word : words.entrySet()) {
            put = put.replace(word.getKey(), word.getValue());
        }
        return put;
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
                    "there is no " + what + " '" + name + "'." + Nearest.to(name, names)));
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
