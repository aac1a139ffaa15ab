package io.casewire.rules;

import io.casewire.consent.ConsentedReading;
import io.casewire.drl.RuleTimes;
import io.casewire.signals.ObservedReading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Sixth stage: the conditions of the reading's domain, for the purposes that are allowed. */
public final class RuleStage implements AutoCloseable {
    /** All conditions. */
    public static final Predicate<ConditionRule> EVERY = rule -> true;

    private final Map<String, List<GroupEvaluator>> byDomain = new HashMap<>();
    private final Map<String, ConditionRule> byName = new HashMap<>();

    /** @param times is told how long rules took, now and then */
    public RuleStage(List<RuleGroup> groups, RuleTimes times) {
        groups.forEach(group -> byDomain.computeIfAbsent(group.domain(), domain -> new ArrayList<>())
                .add(new GroupEvaluator(group, times)));
        groups.forEach(group -> group.conditions().forEach(rule -> byName.put(rule.name(), rule)));
    }

    /** @return null when there is no such condition */
    public @Nullable ConditionRule find(String condition) {
        return byName.get(condition);
    }

    /** @param about which conditions to look at: all for a reading, those that read a silence for its timer */
    public Conditions apply(ObservedReading observed, Predicate<ConditionRule> about) {
        ConsentedReading consented = observed.consented();
        List<Condition> conditions = List.of();
        Map<String, Double> limits = Map.of();
        for (GroupEvaluator evaluator :
                byDomain.getOrDefault(consented.reading().format().domain(), List.of())) {
            limits = evaluator.limits(observed);
            if (evaluator.isAllowed(consented)) {
                conditions = both(conditions, evaluator.evaluate(observed, limits, about));
            }
        }
        return new Conditions(observed, limits, conditions);
    }

    /** Most domains have one group of rules, which says the same of most readings. */
    private static List<Condition> both(List<Condition> some, List<Condition> others) {
        if (some.isEmpty()) {
            return others;
        }
        List<Condition> both = new ArrayList<>(some.size() + others.size());
        both.addAll(some);
        both.addAll(others);
        return both;
    }

    @Override
    public void close() {
        byDomain.values().forEach(evaluators -> evaluators.forEach(GroupEvaluator::close));
    }
}
