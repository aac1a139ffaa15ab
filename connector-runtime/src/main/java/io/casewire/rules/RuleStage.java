package io.casewire.rules;

import io.casewire.consent.ConsentedReading;
import io.casewire.drl.RuleSession;
import io.casewire.model.Truth;
import io.casewire.signals.ObservedReading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Sixth stage: the conditions of the reading's domain, for the purposes that are allowed. */
public final class RuleStage implements AutoCloseable {
    private final Map<String, List<Evaluator>> byDomain = new HashMap<>();

    public RuleStage(List<RuleGroup> groups) {
        groups.forEach(group -> byDomain.computeIfAbsent(group.domain(), domain -> new ArrayList<>())
                .add(new Evaluator(group)));
    }

    /** @param about which conditions to look at: all for a reading, those that read a silence for its timer */
    public Conditions apply(ObservedReading observed, Predicate<ConditionRule> about) {
        ConsentedReading consented = observed.consented();
        List<Condition> conditions = new ArrayList<>();
        Map<String, Double> limits = Map.of();
        for (Evaluator evaluator :
                byDomain.getOrDefault(consented.reading().format().domain(), List.of())) {
            limits = evaluator.group.limits().resolve(observed);
            if (consented.allows(evaluator.group.purpose())) {
                evaluator.evaluate(observed, limits, about, conditions);
            }
        }
        return new Conditions(observed, limits, conditions);
    }

    @Override
    public void close() {
        byDomain.values().forEach(evaluators -> evaluators.forEach(evaluator -> evaluator.session.close()));
    }

    private static final class Evaluator {
        private final RuleGroup group;
        private final ConditionReporter reporter = new ConditionReporter();
        private final RuleSession session;
        private final Map<Map<String, Double>, Object> limitFacts = new HashMap<>();

        Evaluator(RuleGroup group) {
            this.group = group;
            this.session = group.base().newSession(reporter);
        }

        void evaluate(
                ObservedReading observed,
                Map<String, Double> limits,
                Predicate<ConditionRule> about,
                List<Condition> conditions) {
            reporter.start();
            session.run(facts(observed, limits));
            for (ConditionRule rule : group.conditions()) {
                if (about.test(rule)) {
                    conditions.add(new Condition(rule, truth(rule, observed, limits)));
                }
            }
        }

        private List<Object> facts(ObservedReading observed, Map<String, Double> limits) {
            ConsentedReading consented = observed.consented();
            Map<String, Object> device = new HashMap<>();
            device.put("name", consented.device().name());
            String model = consented.device().model();
            if (model != null) {
                device.put("model", model);
            }
            return List.of(
                    limitFacts.computeIfAbsent(limits, values -> group.base().fact(Inputs.LIMITS, values)),
                    group.base().fact(Inputs.DEVICE, device),
                    group.base().fact(Inputs.SIGNALS, observed.signals()),
                    group.base().fact(Inputs.READING, visible(consented)));
        }

        private Map<String, Object> visible(ConsentedReading consented) {
            Map<String, Object> values = consented.reading().values();
            boolean masked = values.keySet().stream().anyMatch(field -> consented.masks(group.purpose(), field));
            if (!masked) {
                return values;
            }
            Map<String, Object> visible = new HashMap<>(values);
            visible.keySet().removeIf(field -> consented.masks(group.purpose(), field));
            return visible;
        }

        private Truth truth(ConditionRule rule, ObservedReading observed, Map<String, Double> limits) {
            if ((observed.consented().reading().late() && !rule.acceptsLate())
                    || missing(rule.reads(), rule, observed, limits)) {
                return Truth.UNKNOWN;
            }
            if (reporter.reported(rule.name())) {
                return Truth.TRUE;
            }
            @Nullable String clearedBy = rule.clearedBy();
            if (clearedBy == null) {
                return Truth.FALSE;
            }
            boolean cleared = !missing(rule.clearReads(), rule, observed, limits) && reporter.reported(clearedBy);
            return cleared ? Truth.FALSE : Truth.UNKNOWN;
        }

        private static boolean missing(
                Set<String> reads, ConditionRule rule, ObservedReading observed, Map<String, Double> limits) {
            for (String read : reads) {
                if (Inputs.value(read, rule.purpose(), observed, limits) == null) {
                    return true;
                }
            }
            return false;
        }
    }
}
