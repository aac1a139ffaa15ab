package io.casewire.rules;

import io.casewire.drl.FactShape;
import io.casewire.drl.FactShape.FieldType;
import io.casewire.drl.RuleBase;
import io.casewire.drl.RuleCompiler;
import io.casewire.drl.RuleDescription;
import io.casewire.drl.RuleFile;
import io.casewire.identity.Device;
import io.casewire.model.Durations;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.Severity;
import io.casewire.names.Nearest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one domain and one purpose, compiled against what that purpose may see.
 *
 * <p>One rule base per purpose, because a rule of one purpose must not even compile against another's signals.
 */
public final class RuleGroup {
    private static final Set<String> ANNOTATIONS = Set.of(
            "purpose",
            "severity",
            "hold",
            "reopen",
            "update",
            "late",
            "backlog",
            "massShare",
            "massWindow",
            "rollUp",
            "rollUpWindow",
            "maxShare",
            "clears",
            "raises");

    private static final List<String> OF_RAISING = List.of("purpose", "severity", "raises");

    private static final Pattern PERCENT = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*%");

    private final String domain;
    private final String purpose;
    private final RuleBase base;
    private final List<ConditionRule> conditions;
    private final LimitTable limits;
    private final List<String> deviceFields;

    private RuleGroup(
            String domain,
            String purpose,
            RuleBase base,
            List<ConditionRule> conditions,
            LimitTable limits,
            List<String> deviceFields) {
        this.domain = domain;
        this.purpose = purpose;
        this.base = base;
        this.conditions = List.copyOf(conditions);
        this.limits = limits;
        this.deviceFields = deviceFields;
    }

    /**
     * @param shapes what these rules may read, made by {@link #shapes}
     * @return null when findings were reported
     */
    public static @Nullable RuleGroup compile(
            String domain,
            String purpose,
            List<RuleFile> files,
            List<FactShape> shapes,
            LimitTable limits,
            Consumer<Finding> findings) {
        RuleBase base = new RuleCompiler(
                        packageOf(domain), "conditions", ConditionReporter.class, "holds|clears", shapes)
                .compile(files, findings);
        if (base == null) {
            return null;
        }
        List<ConditionRule> conditions = conditions(domain, purpose, base.rules(), findings);
        return conditions == null
                ? null
                : new RuleGroup(domain, purpose, base, conditions, limits, deviceFields(shapes));
    }

    /**
     * What rules may read: one reading, and what belongs to it. Each map is field name to type.
     *
     * @param device the fields that are declared of devices; all are text
     */
    public static List<FactShape> shapes(
            Map<String, FieldType> reading,
            Set<String> device,
            Map<String, FieldType> signals,
            Map<String, FieldType> limits) {
        Map<String, FieldType> ofDevice = new TreeMap<>(Map.of(Device.NAME, FieldType.TEXT));
        device.forEach(field -> ofDevice.put(field, FieldType.TEXT));
        List<FactShape> shapes = new ArrayList<>(List.of(
                new FactShape(Input.DEVICE, ofDevice),
                new FactShape(Input.LIMITS, limits),
                new FactShape(Input.SIGNALS, signals)));
        Map<String, FactShape> parts = new TreeMap<>();
        shapes.forEach(shape -> parts.put(Input.part(shape.name()), shape));
        shapes.add(new FactShape(Input.READING, reading, parts));
        return shapes;
    }

    private static List<String> deviceFields(List<FactShape> shapes) {
        return shapes.stream()
                .filter(shape -> shape.name().equals(Input.DEVICE))
                .flatMap(shape -> shape.fields().keySet().stream())
                .toList();
    }

    /** The package its rule files have to name. */
    public static String packageOf(String domain) {
        return domain.replace('-', '_');
    }

    public String domain() {
        return domain;
    }

    public String purpose() {
        return purpose;
    }

    public List<ConditionRule> conditions() {
        return conditions;
    }

    public LimitTable limits() {
        return limits;
    }

    List<String> deviceFields() {
        return deviceFields;
    }

    RuleBase base() {
        return base;
    }

    private static @Nullable List<ConditionRule> conditions(
            String domain, String purpose, List<RuleDescription> rules, Consumer<Finding> findings) {
        Map<String, List<RuleDescription>> clearing = about("clears", rules);
        Map<String, List<RuleDescription>> raising = about("raises", rules);
        List<ConditionRule> conditions = new ArrayList<>();
        boolean clean = true;
        for (RuleDescription rule : rules) {
            try {
                checkAnnotations(domain, rule);
                if (!rule.annotations().containsKey("clears")
                        && !rule.annotations().containsKey("raises")) {
                    List<RuleDescription> clears = clearing.remove(rule.name());
                    List<RuleDescription> raises = raising.remove(rule.name());
                    conditions.add(condition(
                            domain,
                            purpose,
                            rule,
                            clears == null ? List.of() : clears,
                            raises == null ? List.of() : raises));
                }
            } catch (IllegalArgumentException e) {
                clean = false;
                findings.accept(new Finding(FindingCode.RULE_META, rule.place(), e.getMessage() + "."));
            }
        }
        clearing.putAll(raising);
        for (Map.Entry<String, List<RuleDescription>> lost : clearing.entrySet()) {
            clean = false;
            findings.accept(new Finding(
                    FindingCode.RULE_META,
                    lost.getValue().get(0).place(),
                    "no rule is called '" + lost.getKey() + "'."
                            + Nearest.to(
                                    lost.getKey(),
                                    conditions.stream().map(ConditionRule::name).toList())));
        }
        return clean ? conditions : null;
    }

    /** The rules that say with an annotation that they are about another, by that one's name. */
    private static Map<String, List<RuleDescription>> about(String annotation, List<RuleDescription> rules) {
        Map<String, List<RuleDescription>> about = new TreeMap<>();
        for (RuleDescription rule : rules) {
            String other = rule.annotations().get(annotation);
            if (other != null) {
                about.computeIfAbsent(other, name -> new ArrayList<>()).add(rule);
            }
        }
        return about;
    }

    private static void checkAnnotations(String domain, RuleDescription rule) {
        if (!rule.name().startsWith(domain + "/")) {
            throw new IllegalArgumentException(
                    "the rule's name has to begin with its folder, as in '" + domain + "/" + rule.name() + "'");
        }
        if (!rule.facts().equals(Set.of(Input.READING))) {
            throw new IllegalArgumentException(
                    "a rule matches Reading and nothing else; limits, signals and device belong to it: limits.maxTorque");
        }
        boolean raises = rule.annotations().containsKey("raises");
        for (String name : rule.annotations().keySet()) {
            if (!ANNOTATIONS.contains(name)) {
                throw new IllegalArgumentException("@" + name + " is unknown, expected one of " + ANNOTATIONS);
            }
            if (raises && !OF_RAISING.contains(name)) {
                throw new IllegalArgumentException(
                        "@" + name + " is for the rule that opens the episode; one that raises it takes " + OF_RAISING);
            }
        }
    }

    private static ConditionRule condition(
            String domain,
            String purpose,
            RuleDescription rule,
            List<RuleDescription> clears,
            List<RuleDescription> raises) {
        Map<String, String> annotations = rule.annotations();
        Severity own = severity(rule);
        for (RuleDescription raise : raises) {
            if (severity(raise).compareTo(own) <= 0) {
                throw new IllegalArgumentException("'" + raise.name()
                        + "' raises it and is no worse: its @severity has to be above " + own.label());
            }
        }
        return new ConditionRule(
                rule.name(),
                domain,
                purpose,
                own,
                rule.place(),
                rule.reads(),
                clears.stream()
                        .map(it -> new ConditionRule.Clear(it.name(), it.reads()))
                        .toList(),
                raises.stream()
                        .map(it -> new ConditionRule.Raise(it.name(), severity(it), it.reads()))
                        .toList(),
                duration(annotations, "hold", "0s"),
                duration(annotations, "reopen", "15m"),
                duration(annotations, "update", "60s"),
                "accept".equals(annotations.get("late")),
                "tell".equals(annotations.get("backlog")),
                massShare(annotations),
                annotations.containsKey("massShare") ? duration(annotations, "massWindow", "60s") : Duration.ZERO,
                rollUpWindow(annotations),
                share(annotations, "maxShare"));
    }

    private static Severity severity(RuleDescription rule) {
        String severity = rule.annotations().get("severity");
        if (severity == null) {
            throw new IllegalArgumentException("@severity of '" + rule.name() + "' is missing");
        }
        return Severity.of(severity);
    }

    private static double massShare(Map<String, String> annotations) {
        if (!annotations.containsKey("massShare")) {
            if (annotations.containsKey("massWindow")) {
                throw new IllegalArgumentException("@massWindow needs a @massShare, such as 20%");
            }
            return 0;
        }
        if (duration(annotations, "massWindow", "60s").isZero()) {
            throw new IllegalArgumentException("@massWindow has to be long enough for others to meet it, such as 60s");
        }
        return share(annotations, "massShare");
    }

    private static @Nullable Duration rollUpWindow(Map<String, String> annotations) {
        String under = annotations.get("rollUp");
        if (under == null) {
            if (annotations.containsKey("rollUpWindow")) {
                throw new IllegalArgumentException("@rollUpWindow needs a @rollUp( \"parent\" )");
            }
            return null;
        }
        if (!under.equals("parent")) {
            throw new IllegalArgumentException(
                    "@rollUp( \"" + under + "\" ): devices are told under their \"parent\" only");
        }
        return duration(annotations, "rollUpWindow", "10s");
    }

    /** @return 0 when there is no such annotation */
    private static double share(Map<String, String> annotations, String name) {
        String text = annotations.get(name);
        if (text == null) {
            return 0;
        }
        Matcher matcher = PERCENT.matcher(text);
        double share = matcher.matches() ? Double.parseDouble(matcher.group(1)) / 100 : 0;
        if (share <= 0 || share > 1) {
            throw new IllegalArgumentException("@" + name + "( \"" + text + "\" ) is no share such as 20%");
        }
        return share;
    }

    private static Duration duration(Map<String, String> annotations, String name, String fallback) {
        return Durations.parse(annotations.getOrDefault(name, fallback));
    }
}
