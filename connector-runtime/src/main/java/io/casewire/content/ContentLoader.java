package io.casewire.content;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.consent.ConsentPolicies;
import io.casewire.consent.PolicyCase;
import io.casewire.consent.Purpose;
import io.casewire.drl.RuleFile;
import io.casewire.episodes.MaintenanceWindow;
import io.casewire.identity.Device;
import io.casewire.identity.IdentityPolicy;
import io.casewire.ingest.Format;
import io.casewire.ingest.Group;
import io.casewire.mapping.CommandDefinition;
import io.casewire.mapping.Mapping;
import io.casewire.mapping.Places;
import io.casewire.mapping.TextTemplate;
import io.casewire.mapping.Texts;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.rules.ConditionRule;
import io.casewire.rules.RuleGroup;
import io.casewire.signals.SignalDefinition;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes {@link Content} of files, or says everything that is wrong with them; never half of each. */
public final class ContentLoader {
    private final ContentFiles files;
    private final List<Finding> findings = new ArrayList<>();
    /** Is told what keeps content from being published, and not from being read. */
    private final Consumer<Finding> strict;

    private final List<Format> formats = new ArrayList<>();
    private final List<YamlFile> groupFiles = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private final List<YamlFile> signalFiles = new ArrayList<>();
    private final List<SignalDefinition> signals = new ArrayList<>();
    private final List<Mapping> mappings = new ArrayList<>();
    private final List<CommandDefinition> commands = new ArrayList<>();
    private final List<YamlFile> maintenanceFiles = new ArrayList<>();
    private final List<Purpose> purposes = new ArrayList<>();
    private final Map<String, YamlFile> texts = new LinkedHashMap<>();
    private @Nullable IdentityPolicy identity;

    private ContentLoader(ContentFiles files, boolean published) {
        this.files = files;
        this.strict = published ? finding -> {} : findings::add;
    }

    /** @return null when findings were reported */
    public static @Nullable Content load(ContentFiles files, Consumer<Finding> findings) {
        return load(new ContentLoader(files, false), findings);
    }

    /**
     * Reads content that was published, maybe by an older version: what that version did not yet refuse runs as it ran.
     *
     * @return null when it cannot be read, and findings were reported
     */
    public static @Nullable Content loadPublished(ContentFiles files, Consumer<Finding> findings) {
        return load(new ContentLoader(files, true), findings);
    }

    private static @Nullable Content load(ContentLoader loader, Consumer<Finding> findings) {
        Content content = loader.load();
        loader.findings.forEach(findings);
        return loader.findings.isEmpty() ? content : null;
    }

    private @Nullable Content load() {
        checkCharacters();
        readYaml();
        List<Format> ofDevices = List.copyOf(formats);
        readGroups(ofDevices);
        Duration expireAfter = identity == null ? ChronoUnit.FOREVER.getDuration() : identity.expireAfter();
        signalFiles.forEach(
                file -> signals.addAll(SignalReader.read(file, formats, expireAfter, files.texts(), findings::add)));
        References.check(ofDevices, signals, purposes, strict);
        files.below("camel-routes/", ".yaml").forEach((path, text) -> RouteReader.check(path, text, findings::add));
        if (identity == null) {
            findings.add(new Finding(
                    FindingCode.CONTENT_REFERENCE, "mappings/identity.yaml", "no file of kind Identity was found."));
        }
        ConsentPolicies consent = ConsentPolicies.compile(purposes, ruleFiles("consent/policies/"), findings::add);
        List<PolicyCase> cases = readCases();
        if (consent != null) {
            findings.addAll(consent.judge(cases));
        }
        Set<String> deviceFields = identity == null ? Set.of(Device.MODEL) : identity.deviceFields();
        List<MaintenanceWindow> maintenance = readMaintenance();
        DomainReader domains = new DomainReader(files, formats, signals, deviceFields, findings::add, strict);
        List<RuleGroup> rules = domains.read();
        Map<String, Texts> domainTexts = readTexts(domains, rules);
        if (!findings.isEmpty() || consent == null || identity == null) {
            return null;
        }
        References.check(formats, rules, mappings, commands, purposes, domains.places(domain -> true), strict);
        return new Content(
                files.version(),
                formats,
                groups,
                identity,
                consent,
                cases,
                signals,
                rules,
                domainTexts,
                mappings,
                commands,
                maintenance);
    }

    /** A CSV file may have been saved by a program that knows nothing of UTF-8. */
    private void checkCharacters() {
        files.texts().forEach((path, text) -> {
            int unreadable = text.indexOf(ContentFiles.UNREADABLE);
            if (unreadable >= 0 && path.endsWith(ContentFiles.SPREADSHEET)) {
                findings.add(new Finding(
                        FindingCode.CONTENT_SYNTAX, path, "it is not a spreadsheet; save it once more, as .xlsx."));
            } else if (unreadable >= 0) {
                long line = text.substring(0, unreadable).lines().count();
                findings.add(new Finding(
                        FindingCode.CONTENT_SYNTAX,
                        path + ":" + Math.max(1, line),
                        "a character is not UTF-8; save the file as UTF-8."));
            }
        });
    }

    private void readYaml() {
        Map<String, String> yaml = new LinkedHashMap<>(files.below("mappings/", ".yaml"));
        yaml.putAll(files.below("consent/", ".yaml"));
        yaml.putAll(files.below("rules/", ".yaml"));
        yaml.forEach((path, text) -> {
            YamlFile file = YamlFile.read(path, text, findings::add);
            if (file != null) {
                take(file);
            }
        });
    }

    /** When all formats of devices are known; what virtual devices hear is a format as well. */
    private void readGroups(List<Format> ofDevices) {
        for (YamlFile file : groupFiles) {
            Group group = GroupReader.read(file, ofDevices, findings::add);
            if (group != null) {
                groups.add(group);
                formats.add(group.format());
            }
        }
    }

    private List<MaintenanceWindow> readMaintenance() {
        List<MaintenanceWindow> windows = new ArrayList<>();
        if (identity != null) {
            Set<String> declared = identity.deviceFields();
            maintenanceFiles.forEach(file -> windows.addAll(MaintenanceReader.read(file, declared, findings::add)));
        }
        return windows;
    }

    private List<PolicyCase> readCases() {
        Map<String, Purpose> declared = new HashMap<>();
        purposes.forEach(purpose -> declared.put(purpose.name(), purpose));
        List<PolicyCase> cases = new ArrayList<>();
        if (declared.isEmpty()) {
            // Whatever is wrong with the purposes was said.
            return cases;
        }
        files.casesBelow("consent/").forEach((path, text) -> {
            YamlFile file = YamlFile.read(path, text, "ConsentCases", findings::add);
            if (file != null) {
                cases.addAll(CaseReader.read(file, declared, findings::add));
            }
        });
        return cases;
    }

    private void take(YamlFile file) {
        switch (file.kind()) {
            case "Format" -> formats.add(FormatReader.read(file, findings::add));
            case "Identity" -> identity = IdentityReader.read(file, findings::add);
            case "Group" -> groupFiles.add(file);
            case "Signals" -> signalFiles.add(file);
            case "Purposes" -> file.root().path("purposes").forEach(node -> purposes.add(PurposeReader.read(node)));
            case "Texts" -> texts.put(file.root().path("domain").asText(), file);
            case "Command" -> commands.add(CommandReader.read(file, findings::add));
            case "Maintenance" -> maintenanceFiles.add(file);
            default -> mappings.add(MappingReader.read(file, findings::add));
        }
    }

    private List<RuleFile> ruleFiles(String folder) {
        List<RuleFile> rules = new ArrayList<>();
        files.below(folder, ".drl").forEach((path, text) -> rules.add(new RuleFile(path, text)));
        return rules;
    }

    private Map<String, Texts> readTexts(DomainReader domains, List<RuleGroup> rules) {
        Map<String, Texts> read = new HashMap<>();
        for (RuleGroup group : rules) {
            YamlFile file = texts.get(group.domain());
            if (file == null) {
                findings.add(new Finding(
                        FindingCode.CONTENT_REFERENCE,
                        "rules/" + group.domain(),
                        "no file of kind Texts says what people read."));
                continue;
            }
            Map<String, Map<String, Texts.Text>> byLanguage = new LinkedHashMap<>();
            file.root().path("languages").properties().forEach(language -> {
                Map<String, Texts.Text> byCondition = new LinkedHashMap<>();
                language.getValue().properties().forEach(it -> byCondition.put(it.getKey(), text(it.getValue())));
                byLanguage.put(language.getKey(), byCondition);
            });
            Texts domain = new Texts(group.domain(), byLanguage, domains.units(group.domain()));
            checkTexts(file, domain, group);
            if (!read.containsKey(group.domain())) {
                checkPlaces(file, domain, domains.places(group.domain()::equals));
            }
            read.put(group.domain(), domain);
        }
        return read;
    }

    private static Texts.Text text(JsonNode node) {
        return new Texts.Text(
                new TextTemplate(node.path("subject").asText()),
                new TextTemplate(node.path("reason").asText()),
                node.has("rollUp") ? text(node.path("rollUp")) : null);
    }

    private void checkTexts(YamlFile file, Texts domain, RuleGroup group) {
        domain.byLanguage()
                .forEach((language, byCondition) -> group.conditions().forEach(condition -> {
                    Texts.Text text = byCondition.get(condition.name());
                    if (text != null) {
                        checkRollUp(file, "/languages/" + language + "/" + condition.name(), text, condition);
                    } else {
                        findings.add(new Finding(
                                FindingCode.CONTENT_REFERENCE,
                                file.place("/languages/" + language),
                                "there are no words for '" + condition.name() + "' (" + condition.place() + ")."));
                    }
                }));
    }

    private void checkRollUp(YamlFile file, String pointer, Texts.Text text, ConditionRule condition) {
        if (condition.rollsUp() && text.together() == null) {
            findings.add(new Finding(
                    FindingCode.CONTENT_REFERENCE,
                    file.place(pointer),
                    "rollUp is missing: what a parent tells of its devices, which '" + condition.name() + "' ("
                            + condition.place() + ") asks for by @rollUp."));
        } else if (!condition.rollsUp() && text.together() != null) {
            findings.add(new Finding(
                    FindingCode.CONTENT_UNUSED,
                    file.place(pointer + "/rollUp"),
                    "'" + condition.name() + "' (" + condition.place() + ") has no @rollUp, so nobody reads it."));
        }
    }

    private void checkPlaces(YamlFile file, Texts domain, Places places) {
        domain.byLanguage()
                .forEach((language, byCondition) -> byCondition.forEach((condition, text) -> {
                    String pointer = "/languages/" + language + "/" + condition;
                    checkPlaces(file, pointer, text, places.ofDevice());
                    Texts.Text together = text.together();
                    if (together != null) {
                        checkPlaces(file, pointer + "/rollUp", together, places.ofRollUp());
                    }
                }));
    }

    private void checkPlaces(YamlFile file, String pointer, Texts.Text text, Places places) {
        checkPlaces(file.place(pointer + "/subject"), text.subject(), places);
        checkPlaces(file.place(pointer + "/reason"), text.reason(), places);
    }

    private void checkPlaces(String where, TextTemplate text, Places places) {
        places.in(text).forEach(unknown -> findings.add(References.nothingAt(where, unknown)));
        if (!text.isWhole()) {
            findings.add(new Finding(FindingCode.CONTENT_SCHEMA, where, "a brace does not belong to a place."));
        }
    }
}
