package io.casewire.cli;

import io.casewire.consent.Activity;
import io.casewire.consent.Channel;
import io.casewire.consent.Purpose;
import io.casewire.content.Content;
import io.casewire.ingest.Format;
import io.casewire.mapping.Mapping;
import io.casewire.model.DataClass;
import io.casewire.rules.RuleGroup;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The register of processing (GDPR, Art. 30), as the content has it: what is used for what, on what ground, and where it goes. */
final class ConsentReport {
    private final Content content;

    ConsentReport(Content content) {
        this.content = content;
    }

    List<Map<String, Object>> purposes() {
        return content.consent().purposes().values().stream().map(this::purpose).toList();
    }

    private Map<String, Object> purpose(Purpose purpose) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("purpose", purpose.name());
        entry.put("description", purpose.description());
        entry.put("legalBasis", purpose.legalBasis());
        entry.put("dataUsePurpose", purpose.dataUsePurpose());
        entry.put(
                "activities",
                purpose.activities().stream().map(Activity::label).sorted().toList());
        entry.put(
                "channels",
                purpose.channels().stream().map(Channel::label).sorted().toList());
        entry.put("minimumAge", purpose.minimumAge());
        entry.put("data", data(purpose));
        entry.put("rules", rules(purpose));
        entry.put("writes", writes(purpose));
        entry.put("recipients", purpose.recipients());
        entry.put("retention", purpose.retention() == null ? "" : purpose.retention());
        return entry;
    }

    /** The fields that come in for a purpose and that it needs, by class. */
    private Map<String, Set<String>> data(Purpose purpose) {
        Map<String, Set<String>> byClass = new TreeMap<>();
        for (DataClass dataClass : DataClass.values()) {
            if (purpose.needs(dataClass)) {
                byClass.put(dataClass.label(), new TreeSet<>());
            }
        }
        byClass.computeIfAbsent(DataClass.TIME.label(), label -> new TreeSet<>())
                .add("the time of each reading");
        for (Format format : content.formats()) {
            if (format.purposes().contains(purpose.name())) {
                format.fields().stream()
                        .filter(field -> purpose.needs(field.dataClass()))
                        .forEach(field -> byClass.computeIfAbsent(
                                        field.dataClass().label(), label -> new TreeSet<>())
                                .add(format.name() + "." + field.name()));
            }
        }
        return byClass;
    }

    private List<String> rules(Purpose purpose) {
        return content.rules().stream()
                .filter(group -> group.purpose().equals(purpose.name()))
                .flatMap(group -> group.conditions().stream())
                .map(rule -> rule.name())
                .sorted()
                .toList();
    }

    /** The fields of the org that may be written, by object. */
    private Map<String, Set<String>> writes(Purpose purpose) {
        Set<String> domains = content.rules().stream()
                .filter(group -> group.purpose().equals(purpose.name()))
                .map(RuleGroup::domain)
                .collect(Collectors.toSet());
        Map<String, Set<String>> fields = new TreeMap<>();
        for (Mapping mapping : content.mappings()) {
            if (serves(mapping, purpose, domains)) {
                Set<String> ofObject = fields.computeIfAbsent(mapping.object(), object -> new TreeSet<>());
                mapping.fields().forEach(field -> ofObject.add(field.target()));
            }
        }
        return fields;
    }

    private static boolean serves(Mapping mapping, Purpose purpose, Set<String> domains) {
        if (mapping.source() == Mapping.Source.READING) {
            return purpose.name().equals(mapping.purpose());
        }
        return mapping.domains().isEmpty() ? !domains.isEmpty() : !Collections.disjoint(mapping.domains(), domains);
    }
}
