package io.casewire.drl;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.kie.api.KieBase;
import org.kie.api.definition.type.FactType;

/** Compiled rules of one package, and the fact classes they were compiled against. */
public final class RuleBase {
    private final KieBase base;
    private final String reporterName;
    private final List<RuleDescription> rules;
    private final Map<String, FactClass> classes = new HashMap<>();

    RuleBase(
            KieBase base,
            String packageName,
            String reporterName,
            List<FactShape> shapes,
            List<RuleDescription> rules) {
        this.base = base;
        this.reporterName = reporterName;
        this.rules = List.copyOf(rules);
        for (FactShape shape : shapes) {
            FactType type = Objects.requireNonNull(base.getFactType(packageName, shape.name()), shape.name());
            classes.put(shape.name(), new FactClass(shape, type.getFactClass()));
        }
    }

    /** The rules in the order of their files and lines. */
    public List<RuleDescription> rules() {
        return rules;
    }

    public RuleSession newSession(Reporter reporter) {
        return newSession(reporter, RuleTimes.IGNORED);
    }

    public RuleSession newSession(Reporter reporter, RuleTimes times) {
        return new RuleSession(base, reporterName, reporter, new RuleClock(rules, times));
    }

    /** A fact of a declared shape, with nothing in it yet. */
    public Fact newFact(String shape) {
        return new Fact(Objects.requireNonNull(classes.get(shape), shape));
    }
}
