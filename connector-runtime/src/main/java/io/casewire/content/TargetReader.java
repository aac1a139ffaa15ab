package io.casewire.content;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.mapping.Target;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.util.List;
import java.util.function.Consumer;

/** Reads what a mapping writes to: an object, a platform event or a flow. */
final class TargetReader {
    private static final List<String> KINDS = List.of("event", "flow", "object");

    private final YamlFile file;
    private final Consumer<Finding> findings;

    private TargetReader(YamlFile file, Consumer<Finding> findings) {
        this.file = file;
        this.findings = findings;
    }

    static Target read(YamlFile file, Consumer<Finding> findings) {
        return new TargetReader(file, findings).read();
    }

    private Target read() {
        JsonNode target = file.root().path("target");
        List<String> kinds = KINDS.stream().filter(target::has).toList();
        if (kinds.size() != 1) {
            refuse("/target", "target names one of object, event and flow.");
            return Target.object("", "");
        }
        String name = target.path(kinds.get(0)).asText();
        return switch (kinds.get(0)) {
            case "event" -> onlyOnce(Target.event(name));
            case "flow" -> flow(target, name);
            default -> object(target, name);
        };
    }

    private Target object(JsonNode target, String name) {
        if (!target.has("externalId") || !target.has("key")) {
            refuse("/target", "an object is written by its externalId and key.");
        }
        if (target.has("idempotent")) {
            refuse("/target/idempotent", "idempotent is said of flows.");
        }
        JsonNode root = file.root();
        return new Target(
                Target.Kind.OBJECT,
                name,
                target.path("externalId").asText(),
                FormatReader.strings(target.path("unique")),
                root.path("assignment").asBoolean(false),
                root.path("duplicates").asText("block").equals("allowSave"));
    }

    private Target flow(JsonNode target, String name) {
        if (!target.path("idempotent").asBoolean()) {
            refuse(
                    "/target/flow",
                    "where an answer is lost a flow runs twice: say idempotent: true if that does no harm, or start"
                            + " it by a record of Casewire_Launch__c.");
        }
        return onlyOnce(Target.flow(name));
    }

    /** What is said of records means nothing to an event or a run. */
    private Target onlyOnce(Target target) {
        JsonNode root = file.root();
        for (String key : List.of("externalId", "unique", "takeOver")) {
            if (root.path("target").has(key)) {
                refuse("/target/" + key, key + " is said of objects.");
            }
        }
        List.of("assignment", "duplicates").stream()
                .filter(root::has)
                .forEach(key -> refuse("/" + key, key + " is said of objects."));
        int i = 0;
        for (JsonNode field : root.path("fields")) {
            if (!field.path("write").asText("always").equals("always")) {
                refuse("/fields/" + i, "an event or a run has all its fields always.");
            }
            i++;
        }
        return target;
    }

    private void refuse(String pointer, String what) {
        findings.accept(new Finding(FindingCode.CONTENT_SCHEMA, file.place(pointer), what));
    }
}
