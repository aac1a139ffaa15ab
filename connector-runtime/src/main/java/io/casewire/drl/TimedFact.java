package io.casewire.drl;

import java.util.List;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.jspecify.annotations.Nullable;

/**
 * What all generated fact classes extend: the first constraint of every rule is a call that always holds, so that it is known
 * when the rule engine turns to which rule. It has nothing of the kind itself that tells one rule's time from another's.
 */
public abstract class TimedFact {
    private @Nullable RuleClock clock;

    /** Public because generated code calls it. @return true */
    public final boolean begins(int rule) {
        if (clock != null) {
            clock.begins(rule);
        }
        return true;
    }

    /** @param toTell null for nobody */
    final void tell(@Nullable RuleClock toTell) {
        clock = toTell;
    }

    /** Lets a rule call it. */
    static void mark(RuleDescr rule, int number) {
        PatternDescr first = firstPattern(rule.getLhs());
        if (first != null) {
            List<BaseDescr> constraints = List.copyOf(first.getDescrs());
            first.removeAllConstraint();
            first.addConstraint(new ExprConstraintDescr("begins(" + number + ")"));
            constraints.forEach(first::addConstraint);
        }
    }

    private static @Nullable PatternDescr firstPattern(BaseDescr descr) {
        if (descr instanceof PatternDescr pattern) {
            return pattern;
        }
        if (descr instanceof ConditionalElementDescr group) {
            for (BaseDescr each : group.getDescrs()) {
                PatternDescr first = firstPattern(each);
                if (first != null) {
                    return first;
                }
            }
        }
        return null;
    }
}
