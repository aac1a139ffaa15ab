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
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks the rules of one group about one reading after the other; one thread at a time. */
final class GroupEvaluator implements AutoCloseable {
    private static final String SIGNALS = Input.part(Input.SIGNALS);
    private static final String LIMITS = Input.part(Input.LIMITS);
    private static final String DEVICE = Input.part(Input.DEVICE);

    /** Readings lack few fields, and the same ones. */
    private static final int MOST_CALM = 64;

    private final RuleGroup group;
    private final ConditionReporter reporter = new ConditionReporter();
    private final List<Judge> judges = new ArrayList<>();
    /** What they say when no rule reports anything, as of most readings, by what is missing: a signal may warm for hours. */
    private final Map<BitSet, List<Condition>> calm = new HashMap<>();

    private final RuleSession session;
    private final List<Fact> facts;
    private final Fact reading;
    private final Map<String, @Nullable Object> device = new HashMap<>();
    private @Nullable Map<String, Double> currentLimits;

    /**
     * A condition.
     *
     * @param place where the reporter knows its rule
     * @param clearings those that clear it
     * @param reads what it needs, and what to be raised, by the place in {@link #reading}
     * @param says what it may say, by truth
     */
    private record Judge(
            ConditionRule rule,
            int place,
            List<Clearing> clearings,
            BitSet reads,
            BitSet raiseReads,
            List<Condition> says) {}

    /** A rule that clears, and what it needs. */
    private record Clearing(int place, BitSet reads) {}

    GroupEvaluator(RuleGroup group, RuleTimes times) {
        this.group = group;
        this.session = group.base().newSession(reporter, times);
        this.reading = group.base().newFact(Input.READING);
        this.facts = List.of(reading);
        group.conditions().forEach(rule -> judges.add(judge(rule)));
    }

    Map<String, Double> limits(ObservedReading observed) {
        return group.limits().resolve(observed);
    }

    boolean isAllowed(ConsentedReading consented) {
        return consented.allows(group.purpose());
    }

    /** @return what all of its rules say that are asked about; not to be changed, of most readings it is the same list */
    List<Condition> evaluate(ObservedReading observed, Map<String, Double> limits, Predicate<ConditionRule> about) {
        fill(observed, limits);
        reporter.start();
        session.run(facts);
        BitSet missing = reading.missing();
        boolean late = observed.consented().reading().late();
        if (about == RuleStage.EVERY && !late && reporter.isSilent()) {
            return calm(missing);
        }
        List<Condition> conditions = new ArrayList<>(judges.size());
        for (Judge judge : judges) {
            if (about.test(judge.rule)) {
                conditions.add(says(judge, late, missing));
            }
        }
        return conditions;
    }

    private List<Condition> calm(BitSet missing) {
        List<Condition> known = calm.get(missing);
        if (known == null) {
            known = judges.stream().map(judge -> says(judge, false, missing)).toList();
            if (calm.size() < MOST_CALM) {
                calm.put((BitSet) missing.clone(), known);
            }
        }
        return known;
    }

    private Judge judge(ConditionRule rule) {
        return new Judge(
                rule,
                reporter.place(rule.name()),
                rule.clearedBy().stream()
                        .map(clear -> new Clearing(reporter.place(clear.name()), places(clear.reads().stream())))
                        .toList(),
                places(rule.reads().stream()),
                places(rule.raisedBy().stream().flatMap(raise -> raise.reads().stream())),
                Stream.of(Truth.values())
                        .map(truth -> new Condition(rule, truth, rule.severity()))
                        .toList());
    }

    private BitSet places(Stream<String> reads) {
        return reads.mapToInt(read -> reading.place(Input.of(read).inRules()))
                .collect(BitSet::new, BitSet::set, BitSet::or);
    }

    private void fill(ObservedReading observed, Map<String, Double> limits) {
        ConsentedReading consented = observed.consented();
        reading.with(consented.values(group.purpose())).with(SIGNALS, observed.signals());
        if (limits != currentLimits) {
            reading.with(LIMITS, limits);
            currentLimits = limits;
        }
        for (String field : group.deviceFields()) {
            device.put(field, consented.device().field(field));
        }
        reading.with(DEVICE, device);
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
                .filter(raise -> reporter.reported(reporter.place(raise.name())))
                .map(ConditionRule.Raise::severity)
                .max(Comparator.naturalOrder())
                .orElse(judge.rule.severity());
    }

    private Truth truth(Judge judge, boolean late, BitSet missing) {
        if (late && !judge.rule.acceptsLate()) {
            return Truth.UNKNOWN;
        }
        boolean known = !missing.intersects(judge.reads);
        if (known && reporter.reported(judge.place)) {
            return Truth.TRUE;
        }
        for (Clearing clearing : judge.clearings) {
            if (!missing.intersects(clearing.reads) && reporter.reported(clearing.place)) {
                return Truth.FALSE;
            }
        }
        return known && judge.clearings.isEmpty() ? Truth.FALSE : Truth.UNKNOWN;
    }

    @Override
    public void close() {
        session.close();
    }
}
