package io.casewire.rules;

import io.casewire.consent.ConsentedReading;
import io.casewire.drl.Fact;
import io.casewire.drl.RuleSession;
import io.casewire.drl.RuleTimes;
import io.casewire.model.Severity;
import io.casewire.model.Truth;
import io.casewire.signals.ObservedReading;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks the rules of one group about one reading after the other; one thread at a time. */
final class GroupEvaluator implements AutoCloseable {
    private final RuleGroup group;
    private final ConditionReporter reporter = new ConditionReporter();
    private final List<Input> inputs = new ArrayList<>();
    private final List<Judge> judges = new ArrayList<>();
    /** What they say when all is there and no rule reports anything, as of most readings. */
    private final List<Condition> calm;

    private final RuleSession session;
    private final List<Fact> facts;
    private final Fact reading;
    private final Map<Map<String, Double>, BitSet> missingLimits = new IdentityHashMap<>();
    private @Nullable Map<String, Double> currentLimits;

    /** A condition, what it may say, by truth, and which of {@link #inputs} it needs. */
    private record Judge(ConditionRule rule, BitSet reads, BitSet clearReads, BitSet raiseReads, List<Condition> says) {
        private Judge(ConditionRule rule, BitSet reads, BitSet clearReads, BitSet raiseReads) {
            this(
                    rule,
                    reads,
                    clearReads,
                    raiseReads,
                    Stream.of(Truth.values())
                            .map(truth -> new Condition(rule, truth, rule.severity()))
                            .toList());
        }
    }

    GroupEvaluator(RuleGroup group, RuleTimes times) {
        this.group = group;
        Map<String, Integer> places = new HashMap<>();
        for (ConditionRule rule : group.conditions()) {
            Set<String> raiseReads = rule.raisedBy().stream()
                    .flatMap(raise -> raise.reads().stream())
                    .collect(Collectors.toSet());
            judges.add(new Judge(
                    rule, places(rule.reads(), places), places(rule.clearReads(), places), places(raiseReads, places)));
        }
        this.session = group.base().newSession(reporter, times);
        this.reading = group.base().newFact(Input.READING);
        this.facts = List.of(reading);
        this.calm =
                judges.stream().map(judge -> says(judge, false, new BitSet())).toList();
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
        fill(observed, limits);
        reporter.start();
        session.run(facts);
        BitSet missing = missing(observed, limits);
        boolean late = observed.consented().reading().late();
        if (about == RuleStage.EVERY && !late && missing.isEmpty() && reporter.isSilent()) {
            conditions.addAll(calm);
            return;
        }
        for (Judge judge : judges) {
            if (about.test(judge.rule)) {
                conditions.add(says(judge, late, missing));
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

    private void fill(ObservedReading observed, Map<String, Double> limits) {
        ConsentedReading consented = observed.consented();
        reading.with(consented.values(group.purpose())).with(Input.part(Input.SIGNALS), observed.signals());
        if (limits != currentLimits) {
            reading.with(Input.part(Input.LIMITS), limits);
            currentLimits = limits;
        }
        Map<String, Object> device = new HashMap<>();
        device.put("name", consented.device().name());
        device.put("model", consented.device().model());
        reading.with(Input.part(Input.DEVICE), device);
    }

    private BitSet missing(ObservedReading observed, Map<String, Double> limits) {
        BitSet missing = (BitSet)
                missingLimits.computeIfAbsent(limits, this::missingLimits).clone();
        for (int i = 0; i < inputs.size(); i++) {
            Input input = inputs.get(i);
            if (!input.isLimit() && input.value(group.purpose(), observed, limits) == null) {
                missing.set(i);
            }
        }
        return missing;
    }

    private BitSet missingLimits(Map<String, Double> limits) {
        BitSet missing = new BitSet();
        for (int i = 0; i < inputs.size(); i++) {
            Input input = inputs.get(i);
            missing.set(i, input.isLimit() && !limits.containsKey(input.field()));
        }
        return missing;
    }

    private Condition says(Judge judge, boolean late, BitSet missing) {
        Condition says = judge.says.get(truth(judge, late, missing).ordinal());
        return says.truth() != Truth.TRUE || judge.rule.raisedBy().isEmpty()
                ? says
                : new Condition(judge.rule, Truth.TRUE, severity(judge, missing));
    }

    private @Nullable Severity severity(Judge judge, BitSet missing) {
        if (missing.intersects(judge.raiseReads)) {
            return null;
        }
        return judge.rule.raisedBy().stream()
                .filter(raise -> reporter.reported(raise.name()))
                .map(ConditionRule.Raise::severity)
                .max(Comparator.naturalOrder())
                .orElse(judge.rule.severity());
    }

    private Truth truth(Judge judge, boolean late, BitSet missing) {
        ConditionRule rule = judge.rule;
        if ((late && !rule.acceptsLate()) || missing.intersects(judge.reads)) {
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
