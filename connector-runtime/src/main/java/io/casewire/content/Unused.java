package io.casewire.content;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.names.Nearest;
import io.casewire.rules.ConditionRule;
import io.casewire.rules.RuleGroup;
import io.casewire.signals.SignalDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is declared and used by nothing: it costs, or somebody meant something else. That is told and keeps nothing from running; a name
 * in a comment counts as a use.
 */
public final class Unused {
    private final ContentFiles files;
    private final Content content;
    private final Consumer<Finding> findings;

    private Unused(ContentFiles files, Content content, Consumer<Finding> findings) {
        this.files = files;
        this.content = content;
        this.findings = findings;
    }

    /** @param content what was made of the files */
    public static void check(ContentFiles files, Content content, Consumer<Finding> findings) {
        Unused unused = new Unused(files, content, findings);
        unused.signals();
        unused.deviceFields();
        unused.scoreTables();
        unused.purposes();
        unused.words();
    }

    private void signals() {
        for (SignalDefinition signal : content.signals()) {
            if (!isNamed("signals." + signal.name())) {
                report(signal.place(), "nothing names 'signals." + signal.name() + "'.");
            }
        }
    }

    private void deviceFields() {
        for (String field : new TreeSet<>(content.identity().fields().keySet())) {
            boolean ofMaintenance = content.maintenance().stream()
                    .anyMatch(window -> window.deviceFields().contains(field));
            if (!ofMaintenance && !isNamed("device." + field)) {
                String pointer = content.identity().fieldPointer(field);
                report(content.identity().file().place(pointer), "nothing names 'device." + field + "'.");
            }
        }
    }

    private boolean isNamed(String name) {
        return files.mentions(name) || isHandedOn(name);
    }

    /** An expression may take all there is, and go on from there. */
    private boolean isHandedOn(String name) {
        Pattern all = Pattern.compile("\\." + name.substring(0, name.indexOf('.')) + "\\b(?!\\.)");
        return files.below("mappings/", ".yaml").values().stream()
                .anyMatch(text -> all.matcher(text).find());
    }

    private void scoreTables() {
        files.below("rules/", ".csv").keySet().stream()
                .filter(path -> !path.endsWith("/limits.csv"))
                .filter(path -> files.texts().values().stream().noneMatch(text -> text.contains(path)))
                .forEach(path -> report(path + ":1:1", "no signal has this table."));
    }

    private void purposes() {
        Set<String> served = new HashSet<>();
        content.formats().forEach(format -> served.addAll(format.purposes()));
        content.signals().forEach(signal -> served.add(signal.purpose()));
        content.rules().forEach(group -> served.add(group.purpose()));
        content.mappings().forEach(mapping -> served.add(String.valueOf(mapping.purpose())));
        for (YamlFile file : ofKind("consent/", "Purposes")) {
            int number = 0;
            for (JsonNode purpose : file.root().path("purposes")) {
                String pointer = "/purposes/" + number++;
                String name = purpose.path("name").asText();
                if (!served.contains(name)) {
                    report(file.place(pointer), "no format, signal, rule or mapping is for '" + name + "'.");
                }
            }
        }
    }

    private void words() {
        Map<String, Set<String>> conditions = new TreeMap<>();
        for (RuleGroup group : content.rules()) {
            conditions
                    .computeIfAbsent(group.domain(), domain -> new TreeSet<>())
                    .addAll(group.conditions().stream().map(ConditionRule::name).collect(Collectors.toSet()));
        }
        for (YamlFile file : ofKind("rules/", "Texts")) {
            Set<String> known =
                    conditions.getOrDefault(file.root().path("domain").asText(), Set.of());
            file.root().path("languages").properties().forEach(language -> language.getValue()
                    .properties()
                    .forEach(words -> {
                        if (!known.contains(words.getKey())) {
                            report(
                                    file.place("/languages/" + language.getKey() + "/" + words.getKey()),
                                    "no rule is called '" + words.getKey() + "', or it decides nothing of its own."
                                            + Nearest.to(words.getKey(), known));
                        }
                    }));
        }
    }

    private List<YamlFile> ofKind(String folder, String kind) {
        List<YamlFile> found = new ArrayList<>();
        files.below(folder, ".yaml").forEach((path, text) -> {
            // It could be read before.
            YamlFile file = YamlFile.read(path, text, finding -> {});
            if (file != null && file.kind().equals(kind)) {
                found.add(file);
            }
        });
        return found;
    }

    private void report(String where, String what) {
        findings.accept(new Finding(FindingCode.CONTENT_UNUSED, where, what));
    }
}
