package io.casewire.content;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.consent.PolicyCase;
import io.casewire.consent.Purpose;
import io.casewire.model.DataClass;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads {@code kind: ConsentCases}. */
final class CaseReader {
    private final YamlFile file;
    private final Map<String, Purpose> purposes;
    private final Consumer<Finding> findings;

    private CaseReader(YamlFile file, Map<String, Purpose> purposes, Consumer<Finding> findings) {
        this.file = file;
        this.purposes = purposes;
        this.findings = findings;
    }

    /** @param purposes those that are declared, by name */
    static List<PolicyCase> read(YamlFile file, Map<String, Purpose> purposes, Consumer<Finding> findings) {
        CaseReader reader = new CaseReader(file, purposes, findings);
        List<PolicyCase> cases = new ArrayList<>();
        int number = 0;
        for (JsonNode node : file.root().path("cases")) {
            PolicyCase example = reader.read(node, "/cases/" + number++);
            if (example != null) {
                cases.add(example);
            }
        }
        return cases;
    }

    private @Nullable PolicyCase read(JsonNode node, String pointer) {
        JsonNode named = node.path("purpose");
        Purpose purpose = named.isTextual() ? purposes.get(named.asText()) : PurposeReader.read(named);
        if (purpose == null) {
            findings.accept(new Finding(
                    FindingCode.CONTENT_REFERENCE,
                    file.place(pointer + "/purpose"),
                    "consent/purposes.yaml does not declare '" + named.asText() + "'."));
            return null;
        }
        JsonNode party = node.path("party");
        Map<String, String> said = new HashMap<>();
        party.properties()
                .forEach(word -> said.put(word.getKey(), word.getValue().asText()));
        return new PolicyCase(
                file.place(pointer),
                node.path("case").asText(),
                purpose,
                party.isTextual() ? party.asText() : "person",
                said,
                node.path("verdict").asText().equals("allowed"),
                FormatReader.text(node, "because"),
                node.has("treated") ? treated(node.path("treated")) : null);
    }

    private static Map<DataClass, String> treated(JsonNode node) {
        Map<DataClass, String> treated = new EnumMap<>(DataClass.class);
        node.properties()
                .forEach(it ->
                        treated.put(DataClass.of(it.getKey()), it.getValue().asText()));
        return treated;
    }
}
