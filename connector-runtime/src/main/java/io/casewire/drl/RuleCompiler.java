package io.casewire.drl;

import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.names.Nearest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drools.base.definitions.rule.impl.RuleImpl;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.drl.parser.DrlParser;
import org.drools.drl.parser.DroolsError;
import org.drools.drl.parser.DroolsParserException;
import org.drools.drl.parser.ParserError;
import org.drools.kiesession.rulebase.InternalKnowledgeBase;
import org.drools.kiesession.rulebase.KnowledgeBaseFactory;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;
import org.kie.api.definition.KiePackage;
import org.kie.api.definition.rule.Rule;
import org.kie.api.io.ResourceType;
import org.kie.internal.builder.KnowledgeBuilder;
import org.kie.internal.builder.KnowledgeBuilderError;
import org.kie.internal.builder.KnowledgeBuilderFactory;
import org.kie.internal.builder.conf.LanguageLevelOption;
import org.kie.internal.io.ResourceFactory;

/**
 * Turns .drl files into a {@link RuleBase}, or into findings with file and line; never both.
 *
 * <p>A rule file holds rules and nothing else: fact types and the reporter come from us, the right-hand side is one
 * call of the reporter. So a rule can be read as a sentence, and cannot reach the network, the clock or another fact.
 */
public final class RuleCompiler {
    /** Enough for two contents: of one that was changed, most is as it was. */
    private static final int KEPT = 16;

    /** The latest that were asked for; they do not change, and any number of sessions may be made of each. */
    private static final Map<Source, RuleBase> COMPILED =
            Collections.synchronizedMap(new LinkedHashMap<>(KEPT, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Source, RuleBase> eldest) {
                    return size() > KEPT;
                }
            });

    private static final String UNKNOWN_NAME = "Unable to Analyse Expression ";
    private static final Pattern TEXT = Pattern.compile("\"[^\"\n]*\"|'[^'\n]*'");
    private static final Pattern NAME = Pattern.compile("(?<![\\w.$\\[])[A-Za-z_][\\w.]*+(?!\\s*\\()");
    /** What stands in a comparison and is no name. */
    private static final Set<String> WORDS = Set.of(
            "true",
            "false",
            "null",
            "this",
            "not",
            "in",
            "contains",
            "excludes",
            "matches",
            "memberOf",
            "soundslike",
            "str",
            "after",
            "before");
    /** What no rule file may have. */
    private static final Pattern FOREIGN = Pattern.compile("\\b(?:import|function|global|declare)\\b");

    private final String packageName;
    private final String reporterName;
    private final Class<? extends Reporter> reporterType;
    private final Pattern allowedAction;
    private final List<FactShape> shapes;

    /**
     * @param reporterName how rules call the reporter
     * @param reports the reporter's methods a rule may call, for example {@code holds|clears}
     */
    public RuleCompiler(
            String packageName,
            String reporterName,
            Class<? extends Reporter> reporterType,
            String reports,
            List<FactShape> shapes) {
        this.packageName = packageName;
        this.reporterName = reporterName;
        this.reporterType = reporterType;
        this.allowedAction =
                Pattern.compile("\\s*" + reporterName + "\\.(" + reports + ")\\(([^();]|\"[^\"]*\")*\\)\\s*;\\s*");
        this.shapes = List.copyOf(shapes);
    }

    /** All that rules are compiled from. */
    private record Source(
            String packageName,
            String reporterName,
            Class<? extends Reporter> reporterType,
            String allowedAction,
            List<FactShape> shapes,
            List<RuleFile> files) {}

    /** @return the compiled rules, or null when findings were reported */
    public @Nullable RuleBase compile(List<RuleFile> files, Consumer<Finding> findings) {
        Source source = new Source(
                packageName, reporterName, reporterType, allowedAction.pattern(), shapes, List.copyOf(files));
        RuleBase known = COMPILED.get(source);
        if (known != null) {
            return known;
        }
        RuleBase compiled = compileAnew(files, findings);
        if (compiled != null) {
            COMPILED.put(source, compiled);
        }
        return compiled;
    }

    private @Nullable RuleBase compileAnew(List<RuleFile> files, Consumer<Finding> findings) {
        List<RuleDescription> rules = new ArrayList<>();
        boolean[] clean = {true};
        Consumer<Finding> report = finding -> {
            clean[0] = false;
            findings.accept(finding);
        };
        for (RuleFile file : files) {
            describe(file, rules, report);
        }
        return clean[0] ? build(files, rules, report) : null;
    }

    private void describe(RuleFile file, List<RuleDescription> rules, Consumer<Finding> findings) {
        DrlParser parser = new DrlParser(LanguageLevelOption.DRL6);
        PackageDescr descr = null;
        try {
            descr = parser.parse(true, file.text());
        } catch (DroolsParserException e) {
            findings.accept(new Finding(FindingCode.RULE_SYNTAX, file.path(), firstLine(e.getMessage())));
        }
        for (DroolsError error : parser.getErrors()) {
            findings.accept(new Finding(FindingCode.RULE_SYNTAX, at(file, error), firstLine(error.getMessage())));
        }
        if (descr == null || parser.hasErrors()) {
            return;
        }
        refuseEverythingButRules(file, descr, findings);
        Arithmetic.check(descr, shapes, file, findings);
        for (RuleDescr rule : descr.getRules()) {
            String action = String.valueOf(rule.getConsequence());
            if (!allowedAction.matcher(action).matches()) {
                findings.accept(new Finding(
                        FindingCode.RULE_ACTION,
                        file.placeOf("then", rule.getConsequenceLine()),
                        "the then-part of '" + rule.getName() + "' is more than one call of " + reporterName + "."));
            }
            rules.add(ReadFields.describe(rule, file, shapes));
        }
    }

    private void refuseEverythingButRules(RuleFile file, PackageDescr descr, Consumer<Finding> findings) {
        if (!packageName.equals(descr.getName())) {
            findings.accept(new Finding(
                    FindingCode.RULE_IMPORT,
                    file.placeOf("package", 0),
                    "the package has to be '" + packageName + "'."));
        }
        int foreign = descr.getImports().size()
                + descr.getFunctions().size()
                + descr.getFunctionImports().size()
                + descr.getGlobals().size()
                + descr.getTypeDeclarations().size()
                + descr.getEntryPointDeclarations().size();
        if (foreign > 0) {
            findings.accept(new Finding(
                    FindingCode.RULE_IMPORT,
                    file.placeOf(FOREIGN, 0),
                    "imports, functions, globals and declarations are not open to rule files."));
        }
    }

    private @Nullable RuleBase build(List<RuleFile> files, List<RuleDescription> rules, Consumer<Finding> findings) {
        KieBase base = buildFast(files);
        if (base == null) {
            // What it complains about has to be what the user wrote.
            base = buildAsWritten(files, findings);
        }
        return base == null ? null : new RuleBase(base, packageName, reporterName, shapes, rules);
    }

    /** @return null where somebody has to be told what is wrong */
    private @Nullable KieBase buildFast(List<RuleFile> files) {
        KnowledgeBuilder builder = builder();
        Map<String, ReportCall.Written> calls = new HashMap<>();
        Map<String, Integer> numbers = new HashMap<>();
        DrlParser parser = new DrlParser(LanguageLevelOption.DRL6);
        int number = 0;
        for (RuleFile file : files) {
            try {
                PackageDescr descr = parser.parse(true, flatten(file.text()));
                Arithmetic.qualify(descr, shapes);
                for (RuleDescr rule : descr.getRules()) {
                    numbers.put(rule.getName(), number++);
                    ReportCall.Written call = ReportCall.Written.takeFrom(rule);
                    if (call != null) {
                        calls.put(rule.getName(), call);
                    }
                }
                builder.add(ResourceFactory.newDescrResource(descr), ResourceType.DESCR);
            } catch (DroolsParserException e) {
                throw new IllegalStateException("it was parsed before: " + file.path(), e);
            }
        }
        return builder.hasErrors() ? null : join(builder, numbers, calls);
    }

    /** Marks the rules, and gives them their calls. @return null where a call makes no sense */
    private @Nullable KieBase join(
            KnowledgeBuilder builder, Map<String, Integer> numbers, Map<String, ReportCall.Written> calls) {
        Map<RuleImpl, ReportCall> reports = new HashMap<>();
        for (KiePackage compiled : builder.getKnowledgePackages()) {
            for (Rule rule : compiled.getRules()) {
                RuleMark.put((RuleImpl) rule, Objects.requireNonNull(numbers.get(rule.getName())));
                ReportCall.Written call = calls.get(rule.getName());
                if (call != null) {
                    ReportCall report = call.of((RuleImpl) rule, reporterType, reporterName);
                    if (report == null) {
                        return null;
                    }
                    reports.put((RuleImpl) rule, report);
                }
            }
        }
        KieBase base = base(builder);
        // Only now: while a rule joins a base, Drools puts there what it made itself.
        reports.forEach(RuleImpl::setConsequence);
        return base;
    }

    private @Nullable KieBase buildAsWritten(List<RuleFile> files, Consumer<Finding> findings) {
        KnowledgeBuilder builder = builder();
        for (RuleFile file : files) {
            int before = builder.getErrors().size();
            add(builder, new RuleFile(file.path(), flatten(file.text())));
            List<KnowledgeBuilderError> errors = List.copyOf(builder.getErrors());
            oneFindingPerPlace(file, errors.subList(before, errors.size())).forEach(findings);
        }
        return builder.hasErrors() ? null : base(builder);
    }

    private static KieBase base(KnowledgeBuilder builder) {
        InternalKnowledgeBase base = KnowledgeBaseFactory.newKnowledgeBase();
        base.addPackages(builder.getKnowledgePackages());
        return base;
    }

    private KnowledgeBuilder builder() {
        KnowledgeBuilder builder = KnowledgeBuilderFactory.newKnowledgeBuilder(
                KnowledgeBuilderFactory.newKnowledgeBuilderConfiguration(null, RuleClasses.INSTANCE));
        add(builder, new RuleFile("(declared facts)", header()));
        return builder;
    }

    /** Drools says the same thing up to four times, in growing detail: people need it once, at the innermost line. */
    private Collection<Finding> oneFindingPerPlace(RuleFile file, List<KnowledgeBuilderError> errors) {
        Map<String, Finding> byPlace = new LinkedHashMap<>();
        for (KnowledgeBuilderError error : errors) {
            int line = line(error.getLines());
            Finding finding = toFinding(file, line, firstLine(unflatten(error.getMessage())));
            String place = finding.code() == FindingCode.RULE_FIELD ? finding.where() : at(file, line);
            byPlace.putIfAbsent(place, finding);
        }
        boolean fieldKnownWrong = byPlace.values().stream().anyMatch(it -> it.code() == FindingCode.RULE_FIELD);
        if (fieldKnownWrong) {
            byPlace.values().removeIf(it -> it.code() != FindingCode.RULE_FIELD);
        }
        return byPlace.values();
    }

    /** @param line 0 where Drools does not know it */
    private Finding toFinding(RuleFile file, int line, String message) {
        if (message.startsWith(UNKNOWN_NAME)) {
            return unknown(file, line, message.substring(UNKNOWN_NAME.length()).replaceAll("[.:\\s]*$", ""));
        }
        return new Finding(FindingCode.RULE_SYNTAX, at(file, line), message);
    }

    /** Drools names the comparison, sometimes turned round, and often without its line; people look for the name. */
    private Finding unknown(RuleFile file, int line, String expression) {
        Set<String> places = places();
        Matcher name = NAME.matcher(TEXT.matcher(expression).replaceAll(""));
        while (name.find()) {
            String sought = name.group();
            if (!places.contains(sought) && !WORDS.contains(sought) && !file.binds(sought)) {
                return new Finding(
                        FindingCode.RULE_FIELD,
                        file.placeOf(sought, line),
                        "nobody declares '" + sought + "'." + meant(sought, places));
            }
        }
        return new Finding(
                FindingCode.RULE_FIELD,
                file.placeOf(expression, line),
                "'" + expression + "' cannot be compared: a name is not declared, or its sides are of two types.");
    }

    /** What rules may name; what belongs to a fact only with the part it belongs to. */
    private Set<String> places() {
        Set<FactShape> parts = new HashSet<>();
        shapes.forEach(shape -> parts.addAll(shape.parts().values()));
        Set<String> places = new TreeSet<>();
        shapes.stream().filter(shape -> !parts.contains(shape)).forEach(shape -> places.addAll(shape.places()));
        return places;
    }

    private static String meant(String name, Set<String> places) {
        return places.stream()
                .filter(place -> place.endsWith("." + name))
                .findFirst()
                .map(place -> " Did you mean " + place + "?")
                .orElseGet(() -> Nearest.to(name, places));
    }

    private String header() {
        StringBuilder header = new StringBuilder("package " + packageName + "\n");
        header.append("global ")
                .append(reporterType.getName())
                .append(' ')
                .append(reporterName)
                .append('\n');
        shapes.forEach(shape -> header.append(shape.toDrl()));
        return header.toString();
    }

    private String flatten(String text) {
        String flat = text;
        for (FactShape shape : shapes) {
            flat = shape.flatten(flat);
        }
        return flat;
    }

    private String unflatten(@Nullable String message) {
        String text = String.valueOf(message);
        for (FactShape shape : shapes) {
            text = shape.unflatten(text);
        }
        return text;
    }

    private static void add(KnowledgeBuilder builder, RuleFile file) {
        builder.add(
                ResourceFactory.newByteArrayResource(file.text().getBytes(StandardCharsets.UTF_8))
                        .setSourcePath(file.path()),
                ResourceType.DRL);
    }

    private static String at(RuleFile file, DroolsError error) {
        String line = at(file, line(error.getLines()));
        return error instanceof ParserError parsed && parsed.getCol() >= 0 ? line + ":" + (1 + parsed.getCol()) : line;
    }

    /** 0 where Drools does not know it. */
    private static int line(int[] lines) {
        return lines.length == 0 ? 0 : Math.max(0, lines[0]);
    }

    private static String at(RuleFile file, int line) {
        return line > 0 ? file.path() + ":" + line : file.path();
    }

    private static String firstLine(@Nullable String message) {
        String text = message == null ? "cannot be read" : message.strip();
        int end = text.indexOf('\n');
        return (end < 0 ? text : text.substring(0, end)).replaceAll("\\s+", " ").replaceAll("[.:\\s]*$", "") + ".";
    }
}
