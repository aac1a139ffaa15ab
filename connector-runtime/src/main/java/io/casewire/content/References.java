package io.casewire.content;

import io.casewire.consent.Purpose;
import io.casewire.ingest.Format;
import io.casewire.mapping.CommandDefinition;
import io.casewire.mapping.Expression;
import io.casewire.mapping.Mapping;
import io.casewire.mapping.Places;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.SourceFile;
import io.casewire.names.Nearest;
import io.casewire.rules.ConditionRule;
import io.casewire.rules.RuleGroup;
import io.casewire.signals.SignalDefinition;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks that what one file names, another declares. */
final class References {
    private static final String NO_RULES = "no rules stand under rules/";

    private final Set<String> purposes;
    private final Consumer<Finding> findings;

    private References(List<Purpose> purposes, Consumer<Finding> findings) {
        this.purposes = purposes.stream().map(Purpose::name).collect(Collectors.toSet());
        this.findings = findings;
    }

    /** Of what others are made of: before those are told of. Nothing where no purpose could be read. */
    static void check(
            List<Format> formats, List<SignalDefinition> signals, List<Purpose> purposes, Consumer<Finding> findings) {
        if (purposes.isEmpty()) {
            return;
        }
        References references = new References(purposes, findings);
        for (Format format : formats) {
            for (int i = 0; i < format.purposes().size(); i++) {
                references.purpose(format.purposes().get(i), format.file().place("/purposes/" + i));
            }
        }
        Set<String> names = new HashSet<>();
        for (SignalDefinition signal : signals) {
            references.purpose(signal.purpose(), signal.place());
            references.once(names, "signal " + signal.name() + " of " + signal.domain(), signal.place());
        }
    }

    static void check(
            List<Format> formats,
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
            references.known(domains, format.domain(), format.file().place("/domain"), NO_RULES);
            references.once(names, "format " + format.name(), format.file().place("/name"));
        }
        // Of one that is commented out as a whole there is nothing to tell.
        rules.stream().flatMap(group -> group.conditions().stream().limit(1)).forEach(rule -> {
            references.purpose(rule.purpose(), rule.place());
            references.readings(formats, rule);
        });
        Map<String, Mapping> byName = new TreeMap<>();
        mappings.forEach(mapping -> byName.put(mapping.name(), mapping));
        for (Mapping mapping : mappings) {
            SourceFile file = mapping.file();
            references.once(names, "mapping " + mapping.name(), file.place("/name"));
            references.other(
                    byName.keySet(), mapping.after(), file.place("/after/mapping"), "after: there is no mapping ");
            references.other(
                    byName.keySet(),
                    mapping.insteadOf(),
                    file.place("/insteadOf/mapping"),
                    "insteadOf: there is no mapping ");
            references.order(byName, mapping);
            if (mapping.purpose() != null) {
                references.purpose(mapping.purpose(), file.place("/purpose"));
            }
            references.domains(domains, mapping.domains(), file.place("/domains"));
            references.places(places, mapping);
        }
        for (CommandDefinition command : commands) {
            SourceFile file = command.file();
            references.once(names, "command " + command.name(), file.place("/name"));
            references.domains(domains, command.domains(), file.place("/domains"));
            references.places(places, command.when(), file.place("/when"));
            command.parameters().forEach(parameter -> references.places(places, parameter.from(), parameter.place()));
        }
    }

    /** A rule sees what formats of its domain give for its purpose. */
    private void readings(List<Format> formats, ConditionRule rule) {
        Set<String> given = formats.stream()
                .filter(format -> format.domain().equals(rule.domain()))
                .flatMap(format -> format.purposes().stream())
                .collect(Collectors.toSet());
        if (purposes.contains(rule.purpose()) && !given.isEmpty() && !given.contains(rule.purpose())) {
            refuse(
                    rule.place(),
                    "no format of '" + rule.domain() + "' is for '" + rule.purpose()
                            + "', so its rules see no reading; expected one of " + new TreeSet<>(given) + ".");
        }
    }

    private void places(Places places, Mapping mapping) {
        mapping.fields().forEach(field -> places(places, field.from(), field.place()));
        SourceFile file = mapping.file();
        places(places, mapping.when(), file.place("/when"));
        places(places, mapping.key(), file.place("/target/key"));
        places(places, mapping.lane(), file.place("/lane"));
        places(places, mapping.takeOver(), file.place("/target/takeOver"));
        places(places, key(mapping.after()), file.place("/after/key"));
        places(places, key(mapping.insteadOf()), file.place("/insteadOf/key"));
    }

    private static @Nullable Expression key(Mapping.@Nullable Other other) {
        return other == null ? null : other.key();
    }

    private void places(Places places, @Nullable Expression expression, String where) {
        if (expression != null) {
            places.in(expression).forEach(unknown -> findings.accept(nothingAt(where, unknown)));
        }
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
        Map<String, Mapping.@Nullable Other> others = new TreeMap<>();
        others.put("/after/mapping", mapping.after());
        others.put("/insteadOf/mapping", mapping.insteadOf());
        others.forEach((pointer, other) -> {
            Mapping named = other == null ? null : mappings.get(other.mapping());
            if (named != null && named.insteadOf() != null) {
                refuse(
                        mapping.file().place(pointer),
                        "'" + named.name() + "' only stands in for another, and may never be written.");
            }
        });
        Mapping next = mapping;
        for (int i = 0; i <= mappings.size() && next != null; i++) {
            next = next.after() == null ? null : mappings.get(next.after().mapping());
        }
        if (next != null) {
            refuse(mapping.file().place("/after"), "after: it would wait for itself.");
        }
    }

    private void domains(Set<String> known, Set<String> named, String where) {
        named.forEach(domain -> known(known, domain, where, "domains: " + NO_RULES));
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
            findings.accept(new Finding(
                    FindingCode.CONTENT_REFERENCE, where, otherwise + "'" + name + "'." + Nearest.to(name, known)));
        }
    }

    private void once(Set<String> names, String name, String where) {
        if (!names.add(name)) {
            findings.accept(new Finding(FindingCode.CONTENT_REFERENCE, where, "a second " + name + "."));
        }
    }
}
