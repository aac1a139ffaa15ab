package io.casewire.drl;

import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.drools.base.RuleBase;
import org.drools.base.RuleBuildContext;
import org.drools.base.base.ObjectType;
import org.drools.base.base.ValueResolver;
import org.drools.base.definitions.rule.impl.RuleImpl;
import org.drools.base.rule.Declaration;
import org.drools.base.rule.GroupElement;
import org.drools.base.rule.Pattern;
import org.drools.base.rule.RuleConditionElement;
import org.drools.base.rule.constraint.AlphaNodeFieldConstraint;
import org.drools.base.rule.constraint.Constraint;
import org.drools.util.bitmask.BitMask;
import org.kie.api.runtime.rule.FactHandle;

/**
 * The first constraint of a rule, which says that the rule engine turns to this rule; the engine has nothing of the kind itself
 * that tells one rule's time from another's. It takes the place of the constraint and not one before it: a node more for every
 * rule would cost a tenth of deciding.
 */
final class RuleMark implements AlphaNodeFieldConstraint {
    private final AlphaNodeFieldConstraint marked;
    private final int rule;

    private RuleMark(AlphaNodeFieldConstraint marked, int rule) {
        this.marked = marked;
        this.rule = rule;
    }

    /**
     * Before the rule joins a base. A rule that asks nothing of any one fact is not marked, and what it takes counts as another's.
     */
    static void put(RuleImpl rule, int number) {
        putInto(rule.getLhs(), number);
    }

    private static boolean putInto(RuleConditionElement element, int number) {
        if (element instanceof GroupElement group) {
            return group.getChildren().stream().anyMatch(each -> putInto(each, number));
        }
        // Facts of other kinds are those that a rule makes itself, such as sums.
        return element instanceof Pattern pattern
                && pattern.getObjectType().isAssignableTo(TimedFact.class)
                && putInto(pattern.getConstraints(), number);
    }

    private static boolean putInto(List<Constraint> constraints, int number) {
        for (int i = 0; i < constraints.size(); i++) {
            if (constraints.get(i) instanceof AlphaNodeFieldConstraint alpha
                    && alpha.getType() == Constraint.ConstraintType.ALPHA) {
                constraints.set(i, new RuleMark(alpha, number));
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean isAllowed(FactHandle handle, ValueResolver resolver) {
        ((TimedFact) handle.getObject()).begins(rule);
        return marked.isAllowed(handle, resolver);
    }

    @Override
    public AlphaNodeFieldConstraint cloneIfInUse() {
        return new RuleMark(marked.cloneIfInUse(), rule);
    }

    @Override
    public Constraint clone() {
        return new RuleMark((AlphaNodeFieldConstraint) marked.clone(), rule);
    }

    @Override
    public Declaration[] getRequiredDeclarations() {
        return marked.getRequiredDeclarations();
    }

    @Override
    public void replaceDeclaration(Declaration old, Declaration replacement) {
        marked.replaceDeclaration(old, replacement);
    }

    @Override
    public ConstraintType getType() {
        return marked.getType();
    }

    @Override
    public boolean isTemporal() {
        return marked.isTemporal();
    }

    @Override
    public BitMask getListenedPropertyMask(Optional<Pattern> pattern, ObjectType type, List<String> properties) {
        return marked.getListenedPropertyMask(pattern, type, properties);
    }

    @Override
    public void registerEvaluationContext(RuleBuildContext context) {
        marked.registerEvaluationContext(context);
    }

    @Override
    public Collection<String> getPackageNames() {
        return marked.getPackageNames();
    }

    @Override
    public void addPackageNames(Collection<String> names) {
        marked.addPackageNames(names);
    }

    /** No node serves two rules: it would tell of one of them. */
    @Override
    public boolean equals(Object other, RuleBase base) {
        return equals(other);
    }

    @Override
    public void writeExternal(ObjectOutput out) {
        throw new UnsupportedOperationException("rules are not serialised");
    }

    @Override
    public void readExternal(ObjectInput in) {
        throw new UnsupportedOperationException("rules are not serialised");
    }
}
