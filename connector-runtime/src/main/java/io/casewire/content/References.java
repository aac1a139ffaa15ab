package io.casewire.content;

import io.casewire.consent.Purpose;
import io.casewire.ingest.Format;
import io.casewire.mapping.CommandDefinition;
import io.casewire.mapping.Expression;
import io.casewire.mapping.Mapping;
import io.casewire.mapping.Places;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.rules.RuleGroup;
import io.casewire.signals.SignalDefinition;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks that what one file names, another declares. */
final class References {
    private final Set<String> purposes;
    private final Consumer<Finding> findings;

    private References(List<Purpose> purposes, Consumer<Finding> findings) {
        this.purposes = purposes.stream().map(Purpose::name).collect(Collectors.toSet());
        this.findings = findings;
    }

    static void check(
            List<Format> formats,
            List<SignalDefinition> signals,
            List<RuleGroup> rules,
            List<Mapping> mappings,
            List<CommandDefinition> commands,
            List<Purpose> purposes,
            Places places,
            Consumer<Finding> findings) {
        References references = new References(purposes, findings);
        Set<String> domains = rules.stream().map(RuleGroup::domain).collect(Collectors.toSet());
        Set<String> names = new HashSet<>();
        for (Format format : formats) {
            format.purposes().forEach(purpose -> references.purpose(purpose, format.file()));
            references.known(domains, format.domain(), format.file(), "no rules stand under rules/");
            references.once(names, "format " + format.name(), format.file());
        }
        signals.forEach(signal -> {
            references.purpose(signal.purpose(), "signal " + signal.name());
            references.once(names, "signal " + signal.name() + " of " + signal.domain(), "mappings/");
        });
        rules.forEach(group -> references.purpose(group.purpose(), "rules/" + group.domain()));
        Map<String, Mapping> byName = new TreeMap<>();
        mappings.forEach(mapping -> byName.put(mapping.name(), mapping));
        for (Mapping mapping : mappings) {
            references.once(names, "mapping " + mapping.name(), mapping.file());
            references.other(byName.keySet(), mapping.after(), mapping.file(), "after: there is no mapping ");
            references.other(byName.keySet(), mapping.insteadOf(), mapping.file(), "insteadOf: there is no mapping ");
            references.order(byName, mapping);
            if (mapping.purpose() != null) {
                references.purpose(mapping.purpose(), mapping.file());
            }
            references.domains(domains, mapping.domains(), mapping.file());
            references.places(places, mapping);
        }
        commands.forEach(command -> {
            references.once(names, "command " + command.name(), command.file());
            references.domains(domains, command.domains(), command.file());
        });
    }

    private void places(Places places, Mapping mapping) {
        for (Mapping.FieldMapping field : mapping.fields()) {
            places(places, field.from(), mapping.file() + ":" + field.line());
        }
        for (@Nullable
        Expression expression : Arrays.asList(
                mapping.when(),
                mapping.key(),
                mapping.lane(),
                mapping.takeOver(),
                mapping.after() == null ? null : mapping.after().key(),
                mapping.insteadOf() == null ? null : mapping.insteadOf().key())) {
            if (expression != null) {
                places(places, expression, mapping.file());
            }
        }
    }

    private void places(Places places, Expression expression, String where) {
        places.in(expression).forEach(unknown -> findings.accept(nothingAt(where, unknown)));
    }

    static Finding nothingAt(String where, Places.Unknown unknown) {
        return new Finding(
                FindingCode.CONTENT_REFERENCE,
                where,
                "there never is anything at '" + unknown.place() + "'."
                        + Nearest.to(unknown.place(), unknown.instead()));
    }

    /** Records wait for each other in one direction only, and for nothing that may never be written. */
    private void order(Map<String, Mapping> mappings, Mapping mapping) {
        for (Mapping.@Nullable Other other : Arrays.asList(mapping.after(), mapping.insteadOf())) {
            Mapping named = other == null ? null : mappings.get(other.mapping());
            if (named != null && named.insteadOf() != null) {
                refuse(mapping.file(), "'" + named.name() + "' only stands in for another, and may never be written.");
            }
        }
        Mapping next = mapping;
        for (int i = 0; i <= mappings.size() && next != null; i++) {
            next = next.after() == null ? null : mappings.get(next.after().mapping());
        }
        if (next != null) {
            refuse(mapping.file(), "after: it would wait for itself.");
        }
    }

    private void domains(Set<String> known, Set<String> named, String where) {
        named.forEach(domain -> known(known, domain, where, "domains: no rules stand under rules/"));
    }

    private void refuse(String where, String what) {
        findings.accept(new Finding(FindingCode.CONTENT_REFERENCE, where, what));
    }

    private void other(Set<String> mappings, Mapping.@Nullable Other other, String where, String otherwise) {
        if (other != null) {
            known(mappings, other.mapping(), where, otherwise);
        }
    }

    private void purpose(String name, String where) {
        known(purposes, name, where, "consent/purposes.yaml does not declare ");
    }

    private void known(Set<String> known, String name, String where, String otherwise) {
        if (!known.contains(name)) {
            findings.accept(new Finding(FindingCode.CONTENT_REFERENCE, where, otherwise + "'" + name + "'."));
        }
    }

    private void once(Set<String> names, String name, String where) {
        if (!names.add(name)) {
            findings.accept(new Finding(FindingCode.CONTENT_REFERENCE, where, "a second " + name + "."));
        }
    }
}
