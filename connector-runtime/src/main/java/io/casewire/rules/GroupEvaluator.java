package io.casewire.rules;

import io.casewire.consent.ConsentedReading;
import io.casewire.drl.RuleSession;
import io.casewire.model.Truth;
import io.casewire.signals.ObservedReading;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Asks the rules of one group about one reading after the other; one thread at a time. */
final class GroupEvaluator implements AutoCloseable {
    private final RuleGroup group;
    private final ConditionReporter reporter = new ConditionReporter();
    private final List<Input> inputs = new ArrayList<>();
    private final List<Judge> judges = new ArrayList<>();
    private final RuleSession session;
    private final Map<Map<String, Double>, Limits> knownLimits = new IdentityHashMap<>();

    /** What follows from one set of limits, for all the readings that meet it. */
    private record Limits(Object fact, BitSet missing) {}

    /** A condition and which of {@link #inputs} it needs. */
    private record Judge(ConditionRule rule, BitSet reads, BitSet clearReads) {}

    GroupEvaluator(RuleGroup group) {
        this.group = group;
        Map<String, Integer> places = new HashMap<>();
        for (ConditionRule rule : group.conditions()) {
            judges.add(new Judge(rule, places(rule.reads(), places), places(rule.clearReads(), places)));
        }
        this.session = group.base().newSession(reporter);
    }

    Map<String, Double> limits(ObservedReading observed) {
        return group.limits().resolve(observed);
    }

    boolean isAllowed(ConsentedReading consented) {
        return consented.allows(group.purpose());
    }

    void evaluate(
            ObservedReading observed,
            Map<String, Double> limits,
            Predicate<ConditionRule> about,
            List<Condition> conditions) {
        Limits known = knownLimits.computeIfAbsent(limits, this::limits);
        reporter.start();
        session.run(List.of(fact(observed, known.fact)));
        BitSet missing = missing(observed, known);
        for (Judge judge : judges) {
            if (about.test(judge.rule)) {
                conditions.add(new Condition(judge.rule, truth(judge, observed, missing)));
            }
        }
    }

    private BitSet places(Set<String> reads, Map<String, Integer> places) {
        BitSet bits = new BitSet();
        for (String read : reads) {
            bits.set(places.computeIfAbsent(read, name -> {
                inputs.add(Input.of(name));
                return inputs.size() - 1;
            }));
        }
        return bits;
    }

    private Object fact(ObservedReading observed, Object limits) {
        ConsentedReading consented = observed.consented();
        Map<String, Object> values = new HashMap<>(visible(consented));
        values.put(Input.part(Input.LIMITS), limits);
        values.put(Input.part(Input.SIGNALS), group.base().fact(Input.SIGNALS, observed.signals()));
        Map<String, Object> device = new HashMap<>();
        device.put("name", consented.device().name());
        device.put("model", consented.device().model());
        values.put(Input.part(Input.DEVICE), group.base().fact(Input.DEVICE, device));
        return group.base().fact(Input.READING, values);
    }

    private Map<String, Object> visible(ConsentedReading consented) {
        Map<String, Object> values = consented.reading().values();
        if (!consented.masksAny(group.purpose())) {
            return values;
        }
        Map<String, Object> visible = new HashMap<>(values);
        visible.keySet().removeIf(field -> consented.masks(group.purpose(), field));
        return visible;
    }

    private Limits limits(Map<String, Double> values) {
        BitSet missing = new BitSet();
        for (int i = 0; i < inputs.size(); i++) {
            missing.set(
                    i,
                    inputs.get(i).isLimit() && !values.containsKey(inputs.get(i).field()));
        }
        return new Limits(group.base().fact(Input.LIMITS, values), missing);
    }

    private BitSet missing(ObservedReading observed, Limits known) {
        BitSet missing = (BitSet) known.missing.clone();
        for (int i = 0; i < inputs.size(); i++) {
            Input input = inputs.get(i);
            if (!input.isLimit() && input.value(group.purpose(), observed, Map.of()) == null) {
                missing.set(i);
            }
        }
        return missing;
    }

    private Truth truth(Judge judge, ObservedReading observed, BitSet missing) {
        ConditionRule rule = judge.rule;
        if ((observed.consented().reading().late() && !rule.acceptsLate()) || missing.intersects(judge.reads)) {
            return Truth.UNKNOWN;
        }
        if (reporter.reported(rule.name())) {
            return Truth.TRUE;
        }
        String clearedBy = rule.clearedBy();
        if (clearedBy == null) {
            return Truth.FALSE;
        }
        boolean cleared = !missing.intersects(judge.clearReads) && reporter.reported(clearedBy);
        return cleared ? Truth.FALSE : Truth.UNKNOWN;
    }

    @Override
    public void close() {
        session.close();
    }
}
