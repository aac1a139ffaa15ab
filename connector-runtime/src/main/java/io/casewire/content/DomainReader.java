package io.casewire.content;

import io.casewire.drl.FactShape;
import io.casewire.drl.FactShape.FieldType;
import io.casewire.drl.RuleFile;
import io.casewire.ingest.Format;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.rules.LimitTable;
import io.casewire.rules.RuleGroup;
import io.casewire.signals.SignalDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the folders under {@code rules/}: one domain each, its limits, and its rules by purpose. */
final class DomainReader {
    private static final Pattern PURPOSE = Pattern.compile("@purpose\\(\\s*\"?([\\w-]+)\"?\\s*\\)");

    private final ContentFiles files;
    private final List<Format> formats;
    private final List<SignalDefinition> signals;
    private final Consumer<Finding> findings;
    private final Map<String, LimitTable> limits = new HashMap<>();

    DomainReader(ContentFiles files, List<Format> formats, List<SignalDefinition> signals, Consumer<Finding> findings) {
        this.files = files;
        this.formats = formats;
        this.signals = signals;
        this.findings = findings;
    }

    List<RuleGroup> read() {
        List<RuleGroup> groups = new ArrayList<>();
        filesByDomain().forEach((domain, ruleFiles) -> {
            LimitTable table = table(domain);
            limits.put(domain, table);
            byPurpose(ruleFiles).forEach((purpose, ofPurpose) -> {
                RuleGroup group =
                        RuleGroup.compile(domain, purpose, ofPurpose, shapes(domain, purpose, table), table, findings);
                if (group != null) {
                    groups.add(group);
                }
            });
        });
        return groups;
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
            case COUNT, SILENCE, ANOMALY -> "";
            case TIME_ABOVE -> "s";
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

    private LimitTable table(String domain) {
        String path = "rules/" + domain + "/limits.csv";
        String text = files.texts().get(path);
        return text == null ? new LimitTable(List.of(), List.of()) : LimitReader.read(path, text, findings);
    }

    /** A file is about one purpose, because its rules may see that purpose's signals and no others. */
    private Map<String, List<RuleFile>> byPurpose(List<RuleFile> ruleFiles) {
        Map<String, List<RuleFile>> byPurpose = new TreeMap<>();
        for (RuleFile file : ruleFiles) {
            Matcher matcher = PURPOSE.matcher(file.text());
            List<String> purposes =
                    matcher.results().map(it -> it.group(1)).distinct().toList();
            if (purposes.size() != 1) {
                findings.accept(new Finding(
                        FindingCode.RULE_META,
                        file.path(),
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
        return RuleGroup.shapes(reading, ofSignals, ofLimits);
    }

    private static FieldType type(Format.FieldType type) {
        return switch (type) {
            case NUMBER -> FieldType.NUMBER;
            case TEXT -> FieldType.TEXT;
            case BOOLEAN -> FieldType.BOOLEAN;
        };
    }
}
