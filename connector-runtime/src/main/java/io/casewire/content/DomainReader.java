package io.casewire.content;

import io.casewire.drl.FactShape;
import io.casewire.drl.FactShape.FieldType;
import io.casewire.drl.RuleFile;
import io.casewire.ingest.Format;
import io.casewire.mapping.Places;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.rules.LimitTable;
import io.casewire.rules.RuleGroup;
import io.casewire.signals.SignalDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the folders under {@code rules/}: one domain each, its limits, and its rules by purpose. */
final class DomainReader {
    private static final Pattern RULE = Pattern.compile("(?m)^[ \\t]*rule\\s+\"([^\"]+)\"");
    private static final Pattern PURPOSE = Pattern.compile("@purpose\\(\\s*\"?([\\w-]+)\"?\\s*\\)");

    private final ContentFiles files;
    private final List<Format> formats;
    private final List<SignalDefinition> signals;
    private final Set<String> deviceFields;
    private final Consumer<Finding> findings;
    private final Consumer<Finding> strict;
    private final Map<String, LimitTable> limits = new HashMap<>();

    /**
     * @param deviceFields what rules may say of a device beside its name
     * @param strict is told what keeps content from being published, and not from being read
     */
    DomainReader(
            ContentFiles files,
            List<Format> formats,
            List<SignalDefinition> signals,
            Set<String> deviceFields,
            Consumer<Finding> findings,
            Consumer<Finding> strict) {
        this.files = files;
        this.formats = formats;
        this.signals = signals;
        this.deviceFields = deviceFields;
        this.findings = findings;
        this.strict = strict;
    }

    List<RuleGroup> read() {
        List<RuleGroup> groups = new ArrayList<>();
        filesByDomain().forEach((domain, ruleFiles) -> {
            LimitTable table = table(domain);
            limits.put(domain, table);
            once(ruleFiles);
            byPurpose(ruleFiles).forEach((purpose, ofPurpose) -> {
                RuleGroup group = RuleGroup.compile(
                        domain,
                        purpose,
                        ofPurpose,
                        shapes(domain, purpose, table),
                        table,
                        finding -> findings.accept(ofOtherPurpose(finding, domain)));
                if (group != null) {
                    groups.add(group);
                }
            });
        });
        return groups;
    }

    /** A signal that is not declared for a rule may be so for others. */
    private Finding ofOtherPurpose(Finding finding, String domain) {
        for (SignalDefinition signal : signals) {
            if (finding.code() == FindingCode.RULE_FIELD
                    && signal.domain().equals(domain)
                    && finding.what().startsWith("nobody declares 'signals." + signal.name() + "'.")) {
                return new Finding(
                        finding.code(),
                        finding.where(),
                        "'signals." + signal.name() + "' is computed for '" + signal.purpose()
                                + "', and a rule reads signals of its own purpose (" + signal.place() + ").");
            }
        }
        return finding;
    }

    /** What expressions and texts may name. @param domains of which */
    Places places(Predicate<String> domains) {
        Set<String> reading = new TreeSet<>();
        formats.stream().filter(format -> domains.test(format.domain())).forEach(format -> format.fields()
                .forEach(field -> reading.add(field.name())));
        Set<String> ofSignals = signals.stream()
                .filter(signal -> domains.test(signal.domain()))
                .map(SignalDefinition::name)
                .collect(Collectors.toSet());
        Set<String> ofLimits = new TreeSet<>();
        limits.forEach((domain, table) -> {
            if (domains.test(domain)) {
                ofLimits.addAll(table.names());
            }
        });
        return new Places(reading, deviceFields, ofSignals, ofLimits);
    }

    /** The unit behind every place a text may name. */
    Map<String, String> units(String domain) {
        Map<String, String> units = new HashMap<>();
        Map<String, String> ofField = new HashMap<>();
        for (Format format : formats) {
            if (format.domain().equals(domain)) {
                format.fields().forEach(field -> ofField.put(field.name(), field.unit() == null ? "" : field.unit()));
            }
        }
        ofField.forEach((field, unit) -> units.put("reading." + field, unit));
        for (SignalDefinition signal : signals) {
            if (signal.domain().equals(domain) && !signal.of().isEmpty()) {
                units.put(
                        "signals." + signal.name(),
                        unit(signal, ofField.getOrDefault(signal.of().get(0), "")));
            }
        }
        LimitTable table = limits.getOrDefault(domain, new LimitTable(List.of(), List.of()));
        table.names().forEach(limit -> units.put("limits." + limit, table.unit(limit)));
        return units;
    }

    private static String unit(SignalDefinition signal, String ofField) {
        return switch (signal.function()) {
            case COUNT, SILENCE, ANOMALY, SCORE, WORST -> "";
            case TIME_ABOVE -> "s";
            case DISTANCE -> "m";
            case SPEED -> "m/s";
            case RATE, SLOPE -> ofField.isEmpty() ? "" : ofField + "/s";
            default -> ofField;
        };
    }

    private Map<String, List<RuleFile>> filesByDomain() {
        Map<String, List<RuleFile>> byDomain = new TreeMap<>();
        files.below("rules/", ".drl").forEach((path, text) -> {
            String[] parts = path.split("/");
            byDomain.computeIfAbsent(parts[1], domain -> new ArrayList<>()).add(new RuleFile(path, text));
        });
        return byDomain;
    }

    /** Two rules of one name would be one condition that contradicts itself. */
    private void once(List<RuleFile> ruleFiles) {
        Map<String, String> places = new HashMap<>();
        for (RuleFile file : ruleFiles) {
            int line = 0;
            for (String text : file.text().lines().toList()) {
                line++;
                Matcher rule = RULE.matcher(text);
                String place = file.path() + ":" + line;
                String before = rule.find() ? places.putIfAbsent(rule.group(1), place) : null;
                if (before != null) {
                    findings.accept(new Finding(
                            FindingCode.RULE_META,
                            place,
                            "'" + rule.group(1) + "' is the name of the rule in " + before + " as well."));
                }
            }
        }
    }

    private LimitTable table(String domain) {
        String path = "rules/" + domain + "/limits.csv";
        String sheet = "rules/" + domain + "/limits" + ContentFiles.SPREADSHEET;
        if (files.texts().containsKey(sheet)) {
            if (files.texts().containsKey(path)) {
                findings.accept(new Finding(
                        FindingCode.CONTENT_SCHEMA, sheet, "there is " + path + " too; only one of them can count."));
            }
            path = sheet;
        }
        String text = files.texts().get(path);
        if (text == null) {
            return new LimitTable(List.of(), List.of());
        }
        Set<String> criteria = formats.stream()
                .filter(format -> format.domain().equals(domain))
                .flatMap(format -> format.fields().stream())
                .map(field -> "reading." + field.name())
                .collect(Collectors.toCollection(TreeSet::new));
        deviceFields.forEach(field -> criteria.add("device." + field));
        LimitTable table = LimitReader.read(path, text, criteria, findings, strict);
        table.rows().stream()
                .filter(row -> !files.mentions("limits." + row.limit()))
                .forEach(row -> findings.accept(new Finding(
                        FindingCode.CONTENT_UNUSED, row.place(), "nothing names the limit '" + row.limit() + "'.")));
        return table;
    }

    /** A file is about one purpose, because its rules may see that purpose's signals and no others. */
    private Map<String, List<RuleFile>> byPurpose(List<RuleFile> ruleFiles) {
        Map<String, List<RuleFile>> byPurpose = new TreeMap<>();
        for (RuleFile file : ruleFiles) {
            Matcher matcher = PURPOSE.matcher(file.text());
            List<String> purposes =
                    matcher.results().map(it -> it.group(1)).distinct().toList();
            if (purposes.size() != 1) {
                Matcher rule = RULE.matcher(file.text());
                findings.accept(new Finding(
                        FindingCode.RULE_META,
                        rule.find() ? file.place(rule.start()) : file.path(),
                        purposes.isEmpty()
                                ? "@purpose is missing."
                                : "the file serves several purposes " + purposes + "; make one file of each."));
                continue;
            }
            byPurpose
                    .computeIfAbsent(purposes.get(0), purpose -> new ArrayList<>())
                    .add(file);
        }
        return byPurpose;
    }

    private List<FactShape> shapes(String domain, String purpose, LimitTable table) {
        Map<String, FieldType> reading = new TreeMap<>();
        for (Format format : formats) {
            if (format.domain().equals(domain)) {
                format.fields().forEach(field -> reading.put(field.name(), type(field.type())));
            }
        }
        Map<String, FieldType> ofSignals = new TreeMap<>();
        for (SignalDefinition signal : signals) {
            if (signal.domain().equals(domain) && signal.purpose().equals(purpose)) {
                boolean silence = signal.function() == SignalDefinition.Function.SILENCE;
                ofSignals.put(signal.name(), silence ? FieldType.BOOLEAN : FieldType.NUMBER);
            }
        }
        Map<String, FieldType> ofLimits = new TreeMap<>();
        table.names().forEach(name -> ofLimits.put(name, FieldType.NUMBER));
        return RuleGroup.shapes(reading, deviceFields, ofSignals, ofLimits);
    }

    private static FieldType type(Format.FieldType type) {
        return switch (type) {
            case NUMBER -> FieldType.NUMBER;
            case TEXT -> FieldType.TEXT;
            case BOOLEAN -> FieldType.BOOLEAN;
        };
    }
}
