package io.casewire.pipeline;

import io.casewire.consent.ConsentLedger;
import io.casewire.consent.ConsentStage;
import io.casewire.consent.ConsentedReading;
import io.casewire.consent.Pseudonyms;
import io.casewire.content.Content;
import io.casewire.drl.RuleTimes;
import io.casewire.episodes.CaseChange;
import io.casewire.episodes.Decision;
import io.casewire.episodes.Decisions;
import io.casewire.episodes.EpisodeStage;
import io.casewire.episodes.MaintenanceWindow;
import io.casewire.episodes.MassDecision;
import io.casewire.episodes.MemberChange;
import io.casewire.identity.Device;
import io.casewire.identity.DeviceRegistry;
import io.casewire.identity.HeldReadings;
import io.casewire.identity.IdentifiedReading;
import io.casewire.identity.IdentityPolicy;
import io.casewire.identity.IdentityStage;
import io.casewire.identity.VirtualDevices;
import io.casewire.ingest.Format;
import io.casewire.ingest.RawReading;
import io.casewire.mapping.MappingStage;
import io.casewire.mapping.Registration;
import io.casewire.mapping.Writes;
import io.casewire.model.Brake;
import io.casewire.model.Brakes;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.Outcome;
import io.casewire.model.ReadingId;
import io.casewire.model.Stage;
import io.casewire.quality.CleanReading;
import io.casewire.quality.Pace;
import io.casewire.quality.QualityStage;
import io.casewire.rules.ConditionRule;
import io.casewire.rules.Conditions;
import io.casewire.rules.RuleStage;
import io.casewire.signals.ObservedReading;
import io.casewire.signals.SignalDefinition;
import io.casewire.signals.SignalStage;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The stages from a raw reading to wanted records, in order.
 *
 * <p>Pure: what comes out depends on the reading, the states, the content, the registry and the ledger, and on nothing
 * else. The live stream, {@code explain} and a backtest all call it. One thread at a time.
 */
public final class DecisionPipeline implements AutoCloseable {
    private static final Finding CAP_REACHED = new Finding(
            FindingCode.IDENTITY_CAP, "mappings/identity.yaml", "register.perDay unknown devices became Assets today.");

    private static final Finding FORMER_OWNER = new Finding(
            FindingCode.IDENTITY_FORMER_OWNER, "readings", "it is of a time before the device changed hands.");

    private static final Finding UNHEARD = new Finding(
            FindingCode.IDENTITY_UNKNOWN, "mappings/identity.yaml", "its device said nothing for state.expireAfter.");

    /** How often a timer looks whether somebody still works on its device: people end work before they said. */
    private static final Duration ASK_AGAIN = Duration.ofMinutes(10);

    private final String content;
    private final IdentityPolicy policy;
    private final DeviceRegistry registry;
    private final Map<String, Format> formats = new HashMap<>();
    private final Set<String> silences;
    private final List<ConditionRule> massRules;
    private final Set<String> guardedRules;
    private final Duration longestSilence;
    private final List<MaintenanceWindow> maintenance;

    private final QualityStage quality;
    private final IdentityStage identity;
    private final ConsentStage consent;
    private final SignalStage signals;
    private final RuleStage rules;
    private final EpisodeStage episodes = new EpisodeStage();
    private final MappingStage mapping;
    private final Parents parents;
    private final Groups groups;

    /** @param times is told how long rules took, now and then: no decision depends on it */
    public DecisionPipeline(
            Content content, DeviceRegistry org, ConsentLedger ledger, Pseudonyms pseudonyms, RuleTimes times) {
        this.content = content.version();
        this.policy = content.identity();
        this.registry = new VirtualDevices(org);
        content.formats().forEach(format -> formats.put(format.name(), format));
        silences = content.signals().stream()
                .filter(signal -> signal.function() == SignalDefinition.Function.SILENCE)
                .map(signal -> "Signals." + signal.name())
                .collect(Collectors.toSet());
        massRules = content.rules().stream()
                .flatMap(group -> group.conditions().stream())
                .filter(ConditionRule::mayBeMass)
                .toList();
        longestSilence = content.signals().stream()
                .filter(signal -> signal.function() == SignalDefinition.Function.SILENCE)
                .map(signal -> Objects.requireNonNull(signal.window()).length())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        guardedRules = content.rules().stream()
                .flatMap(group -> group.conditions().stream())
                .filter(rule -> rule.maxShare() > 0)
                .map(ConditionRule::name)
                .collect(Collectors.toSet());
        maintenance = content.maintenance();
        quality = new QualityStage(content.formats());
        identity = new IdentityStage(content.identity(), registry);
        consent = new ConsentStage(content.consent(), ledger, pseudonyms);
        signals = new SignalStage(content.signals());
        rules = new RuleStage(content.rules(), times);
        mapping = new MappingStage(content.mappings(), content.commands(), content.texts(), content.version());
        parents = new Parents(content, registry, this::agreed, episodes, mapping);
        groups = new Groups(content.groups(), registry, parents::parent);
    }

    /** A reading was read from the log; its arrival is the partition's clock. */
    public Step reading(RawReading raw, DeviceState state, PartitionState partition) {
        Step step = new Step();
        partition.heard(raw.source(), raw.receivedAt());
        state.keepUntil(raw.receivedAt().plus(policy.expireAfter()).toEpochMilli(), raw.retained());
        Set<String> waited = waiting(state);
        Trace trace = new Trace(raw.id().toString(), raw.device(), raw.receivedAt(), content);
        step.follow(trace);
        CleanReading clean = open(quality.apply(raw, state.recent()), Stage.QUALITY, raw, trace, step);
        if (clean != null) {
            trace.clean(clean);
            if (isCalm(clean, state, trace, step)) {
                identify(raw, clean, state, partition, trace, step, raw.receivedAt());
            }
        }
        tellMasses(waited, raw.source(), state, partition, raw.receivedAt(), step);
        state.forgetLastUnlessAwaited();
        return step;
    }

    /** Of what a noisy device says, only the first is explained: the others are as many as it likes. */
    private boolean isCalm(CleanReading clean, DeviceState state, Trace trace, Step step) {
        Pace.Said said = state.pace().heard(clean.eventTime(), clean.format().maxPerMinute());
        if (said == Pace.Said.CALM) {
            return true;
        }
        step.markNoisy(state.device());
        state.signals().heard(clean.receivedAt().plus(longestSilence).toEpochMilli());
        Finding finding = new Finding(
                FindingCode.QUALITY_NOISY,
                clean.format().file().path(),
                "more than " + clean.format().maxPerMinute() + " readings within a minute.");
        if (said == Pace.Said.BEGINS) {
            ended(Stage.QUALITY, "dropped", finding, trace, step);
        } else {
            step.end(Stage.QUALITY, "dropped", finding);
        }
        return false;
    }

    /** The partition's clock reached the state's deadline, and nothing of a later time was read yet. */
    public Step timer(DeviceState state, PartitionState partition, Instant deadline) {
        Step step = new Step();
        // What devices below it have to say may be that something is over.
        boolean expires = state.expires(deadline) && !state.rollUps().isOpen();
        Set<String> waited = waiting(state);
        if (state.held().retryAt() <= deadline.toEpochMilli()) {
            retryHeld(state, partition, deadline, step);
        }
        if (state.decideAt() <= deadline.toEpochMilli()) {
            decideOnLast(state, partition, deadline, step);
        }
        sealLines(state, deadline, step);
        parents.due(state, partition, deadline, step);
        state.settle(deadline);
        if (expires) {
            expire(state, deadline, step);
        }
        String source = state.last() == null ? state.source() : state.last().source();
        tellMasses(waited, source, state, partition, deadline, step);
        if (expires) {
            partition.left(source);
        }
        state.forgetLastUnlessAwaited();
        return step;
    }

    /** People did something to the Case of an episode. @return null where that changes nothing */
    public @Nullable Step caseChanged(ReadingId id, CaseChange change, DeviceState state, Instant clock) {
        String own = state.episodes().take(change, clock.toEpochMilli());
        String condition = own != null ? own : state.rollUps().episodes().take(change, clock.toEpochMilli());
        if (condition == null) {
            return null;
        }
        Trace trace = new Trace(id.toString(), state.device(), clock, content);
        Step step = new Step();
        step.explanations().add(trace.explain(change, condition, rules.find(condition)));
        return step;
    }

    /**
     * People opened a Case about the device that belongs to no episode, or have it open no more.
     *
     * @return null where that is nothing new
     */
    public @Nullable Step caseOfPeople(String caseId, boolean open, DeviceState state, Instant clock) {
        Step step = new Step();
        // A device may have been created a moment ago, with its Case.
        Device device = registry.find(state.device(), clock, clock);
        if (device != null && hasChangedHands(state, device.party().owner(), clock)) {
            forget(state, clock, step);
        }
        if (!state.openCases().take(caseId, open)) {
            return null;
        }
        if (device != null) {
            state.belongTo(device.party().owner());
        }
        state.keepUntil(clock.plus(policy.expireAfter()).toEpochMilli(), false);
        return step;
    }

    /** Something became otherwise with a device below this one. @return null where that changes nothing */
    public @Nullable Step memberChanged(
            ReadingId id, MemberChange change, DeviceState state, PartitionState partition, Instant clock) {
        Step step = new Step();
        boolean sealed = sealLines(state, clock, step);
        if (!state.rollUps().take(change, clock)) {
            return sealed ? step : null;
        }
        state.keepUntil(clock.plus(policy.expireAfter()).toEpochMilli(), false);
        parents.tell(id.toString(), id, change.condition(), state, partition, clock, step);
        return step;
    }

    /** Who has the device now is told nothing of what those below it did before, as with its own readings. */
    private boolean sealLines(DeviceState state, Instant clock, Step step) {
        boolean knowsNothing = state.rollUps().isEmpty() && state.openCases().isEmpty();
        Device device = knowsNothing ? null : registry.find(state.device(), clock, clock);
        if (device == null || !hasChangedHands(state, device.party().owner(), clock)) {
            return false;
        }
        forget(state, clock, step);
        return true;
    }

    /** Null where the device is not known, or nobody agrees. */
    private @Nullable ConsentedReading agreed(CleanReading reading, Instant clock) {
        return identity.apply(reading, clock)
                .<@Nullable ConsentedReading>fold(
                        identified -> consent.apply(identified, clock)
                                .<@Nullable ConsentedReading>fold(it -> it, no(), no(), no()),
                        no(),
                        no(),
                        no());
    }

    /** Nothing of its party is remembered; where something was told of it under another device, it no longer is. */
    private static void forget(DeviceState state, Instant clock, Step step) {
        step.members().addAll(state.episodes().leave(state.device(), clock));
        state.forgetParty();
    }

    private void expire(DeviceState state, Instant clock, Step step) {
        step.members().addAll(state.episodes().leave(state.device(), clock));
        for (RawReading raw : state.held().release()) {
            Trace trace = new Trace(raw.id().toString(), raw.device(), clock, content);
            open(Outcome.failed(UNHEARD), Stage.IDENTITY, raw, trace, step);
        }
        state.expire();
    }

    @Override
    public void close() {
        consent.close();
        rules.close();
    }

    /** What waits for others to meet the same; asked twice for every reading. */
    private Set<String> waiting(DeviceState state) {
        return massRules.isEmpty() ? Set.of() : state.episodes().waiting();
    }

    /**
     * What began or ceased to wait may make many of them, or end that. Comes last: what failed before leaves the partition
     * as it was.
     *
     * @param source through which the device is heard from now on
     */
    private void tellMasses(
            Set<String> waited, String source, DeviceState state, PartitionState partition, Instant clock, Step step) {
        String before = state.source();
        boolean moves = !source.equals(before);
        Set<String> waiting = waiting(state);
        for (ConditionRule rule : moves || !waited.equals(waiting) ? massRules : List.<ConditionRule>of()) {
            boolean did = waited.contains(rule.name());
            boolean does = waiting.contains(rule.name());
            if (did && (moves || !does)) {
                tell(partition.waits(before, rule, false, clock), state, clock, step);
            }
            if (does && (moves || !did)) {
                tell(partition.waits(source, rule, true, clock), state, clock, step);
            }
        }
        if (moves) {
            partition.moved(before, source);
            state.heardThrough(source);
        }
    }

    private void tell(@Nullable MassDecision decision, DeviceState state, Instant clock, Step step) {
        if (decision != null) {
            Writes made = mapping.apply(decision);
            Trace trace = new Trace(decision.id(), state.device(), clock, content);
            trace.refused(made.refused());
            step.writes().addAll(made.all());
            step.refused().addAll(made.refused());
            step.explanations().add(trace.explain(decision, made.all()));
        }
    }

    /** What a rule had begun that is not there any more, or says nothing of many any more, is forgotten. */
    public void begin(PartitionState partition) {
        partition.retainMasses(massRules.stream().map(ConditionRule::name).collect(Collectors.toSet()));
        partition.retainGuards(guardedRules);
    }

    private void identify(
            RawReading raw,
            CleanReading clean,
            DeviceState state,
            PartitionState partition,
            Trace trace,
            Step step,
            Instant clock) {
        Outcome<IdentifiedReading> outcome = state.held().isEmpty()
                ? identity.apply(clean, clock)
                : Outcome.held(
                        new Finding(FindingCode.IDENTITY_UNKNOWN, "mappings/identity.yaml", "earlier ones wait."));
        if (outcome instanceof Outcome.Held<IdentifiedReading> it) {
            hold(raw, it.finding(), state, partition, trace, step, clock);
            return;
        }
        IdentifiedReading identified = open(outcome, Stage.IDENTITY, raw, trace, step);
        if (identified != null) {
            decide(raw, identified, state, partition, trace, step, clock);
        }
    }

    private void decide(
            RawReading raw,
            IdentifiedReading identified,
            DeviceState state,
            PartitionState partition,
            Trace trace,
            Step step,
            Instant clock) {
        Brakes brakes = partition.brakes();
        if (open(sealed(identified, state, clock, step), Stage.IDENTITY, raw, trace, step) == null) {
            return;
        }
        ConsentedReading consented = open(consent.apply(identified, clock), Stage.CONSENT, raw, trace, step);
        if (consented == null) {
            forget(state, clock, step);
            groups.hearNothing(identified, clock, step);
            return;
        }
        trace.consented(consented);
        ObservedReading observed = signals.apply(consented, state.signals());
        CleanReading reading = consented.reading();
        Duration wait = reading.late() ? Duration.ZERO : state.catchUp().heard(reading.eventTime(), clock);
        if (!reading.late() || state.last() == null) {
            state.remember(LastReading.of(reading));
        }
        Made made = new Made();
        boolean decides = !reading.retained() || reading.format().decidesOnRetained();
        if (decides && !brakes.stop(Brake.Kind.DEVICE, state.device(), clock.toEpochMilli())) {
            Maintained maintained = maintained(identified.device(), reading.eventTime());
            if (maintained != null) {
                trace.notAsked(maintained::finding);
            } else {
                Conditions conditions = rules.apply(observed, unlessStopped(partition, clock));
                trace.judged(conditions);
                groups.hear(consented, clock, step);
                Decisions all = episodes.apply(conditions, state.episodes(), clock, wait);
                guard(all, raw, partition, step, clock);
                Decisions decided = parents.take(all, state, identified.device(), made, step, clock);
                if (!decided.all().isEmpty()) {
                    made.add(
                            decided,
                            mapping.apply(decided, registry.orgProfile(clock), reading.eventTime(), state.openCases()));
                }
            }
            made.add(mapping.apply(observed, state.readingWrites(), clock));
        }
        made.finish(trace, step);
        step.pass();
    }

    /** Somebody works on a device. */
    private record Maintained(MaintenanceWindow window, Instant until) {
        Finding finding() {
            return new Finding(FindingCode.RULE_MAINTENANCE, window.place(), window.name() + ", until " + until + ".");
        }
    }

    /** The longest of what somebody works on it for; null when nobody does. */
    private @Nullable Maintained maintained(Device device, Instant at) {
        Maintained longest = null;
        for (MaintenanceWindow window : maintenance) {
            Instant until = window.until(device, at);
            if (until != null && (longest == null || until.isAfter(longest.until()))) {
                longest = new Maintained(window, until);
            }
        }
        return longest;
    }

    /** What a rule decided stands, also when it decided too much with that. */
    private static void guard(Decisions decided, RawReading raw, PartitionState partition, Step step, Instant clock) {
        for (Decision decision : decided.all()) {
            Instant until = partition.decided(decision.rule(), raw.id().offset(), clock);
            if (until != null) {
                step.guarded().put(decision.rule().name(), until);
            }
        }
    }

    /** Asked for every rule and reading, so it is nothing where nothing is stopped. */
    private Predicate<ConditionRule> unlessStopped(PartitionState partition, Instant clock) {
        Brakes brakes = partition.brakes();
        if (brakes.isEmpty() && guardedRules.isEmpty()) {
            return RuleStage.EVERY;
        }
        return rule ->
                !brakes.stop(Brake.Kind.RULE, rule.name(), clock.toEpochMilli()) && !partition.guardStops(rule, clock);
    }

    /** What an owner's device did is nothing the next one gets to see, and the other way round. */
    private Outcome<IdentifiedReading> sealed(
            IdentifiedReading identified, DeviceState state, Instant clock, Step step) {
        String owner = identified.device().party().owner();
        if (hasChangedHands(state, owner, clock)) {
            if (identified.reading().late()) {
                return Outcome.dropped(FORMER_OWNER);
            }
            forget(state, clock, step);
        }
        state.belongTo(owner);
        return Outcome.passed(identified);
    }

    /** A device that nobody had been named for is the same device when somebody is. */
    private boolean hasChangedHands(DeviceState state, String owner, Instant clock) {
        return !state.owner().isEmpty()
                && !state.owner().equals(owner)
                && !state.owner().equals(registry.registrationAccount(clock));
    }

    private void decideOnLast(DeviceState state, PartitionState partition, Instant deadline, Step step) {
        LastReading last = state.last();
        Format format = last == null ? null : formats.get(last.format());
        Device now = registry.find(state.device(), deadline, deadline);
        boolean sold = now != null && hasChangedHands(state, now.party().owner(), deadline);
        if (last == null || format == null || sold) {
            forget(state, deadline, step);
            return;
        }
        CleanReading clean = last.asReading(state.device(), format);
        ConsentedReading consented = agreed(clean, deadline);
        if (consented == null) {
            forget(state, deadline, step);
            return;
        }
        Maintained maintained = now == null ? null : maintained(now, deadline);
        if (maintained != null) {
            Instant soon = deadline.plus(ASK_AGAIN);
            state.postpone(deadline, maintained.until().isBefore(soon) ? maintained.until() : soon);
            return;
        }
        Trace trace = new Trace(state.device() + "@" + deadline, state.device(), deadline, content);
        step.follow(trace);
        trace.clean(clean);
        trace.consented(consented);
        if (!partition.brakes().stop(Brake.Kind.DEVICE, state.device(), deadline.toEpochMilli())) {
            decideOnLast(consented, state, partition, partition.activeAt(last.source()), deadline, trace, step);
        }
    }

    private void decideOnLast(
            ConsentedReading consented,
            DeviceState state,
            PartitionState partition,
            long sourceActiveAt,
            Instant deadline,
            Trace trace,
            Step step) {
        ObservedReading observed = signals.silence(consented, state.signals(), deadline.toEpochMilli(), sourceActiveAt);
        Conditions all = rules.apply(observed, unlessStopped(partition, deadline));
        trace.judged(all);
        Conditions aboutSilence = new Conditions(
                observed,
                all.limits(),
                all.all().stream()
                        .filter(condition ->
                                condition.rule().readsWithRaises().stream().anyMatch(silences::contains))
                        .toList());
        Made made = new Made();
        CleanReading last = consented.reading();
        Duration late = Duration.between(last.eventTime(), last.receivedAt());
        Instant happened = late.isNegative() ? deadline : deadline.minus(late);
        for (Decisions every : List.of(
                episodes.apply(aboutSilence, state.episodes(), deadline, Duration.ZERO),
                episodes.due(all, state.episodes(), state.source(), partition.masses(), deadline))) {
            Decisions decided = parents.take(every, state, consented.device(), made, step, deadline);
            made.add(decided, mapping.apply(decided, registry.orgProfile(deadline), happened, state.openCases()));
        }
        made.finish(trace, step);
    }

    private void hold(
            RawReading raw,
            Finding finding,
            DeviceState state,
            PartitionState partition,
            Trace trace,
            Step step,
            Instant clock) {
        HeldReadings held = state.held();
        if (!held.hasRoomFor(raw, policy)) {
            Finding full = new Finding(
                    FindingCode.IDENTITY_HELD_FULL,
                    "mappings/identity.yaml",
                    held.size() + " readings of one unknown device wait.");
            open(Outcome.failed(full), Stage.IDENTITY, raw, trace, step);
            return;
        }
        held.hold(raw, policy);
        boolean capped = !register(state, partition, step, clock);
        step.end(Stage.IDENTITY, "held", capped ? CAP_REACHED : finding);
    }

    /** @return false when the device has to wait for another day */
    private boolean register(DeviceState state, PartitionState partition, Step step, Instant clock) {
        String account = registry.registrationAccount(clock);
        if (policy.unknownDevice() != IdentityPolicy.Unknown.REGISTER
                || state.held().isRegistered()
                || account == null) {
            return true;
        }
        if (!partition.mayRegister(clock, policy.registerPerDay())) {
            return false;
        }
        state.held().markRegistered();
        step.writes().add(Registration.of(policy, state.device(), account, content, clock));
        return true;
    }

    private void retryHeld(DeviceState state, PartitionState partition, Instant clock, Step step) {
        if (registry.find(state.device(), clock, clock) == null) {
            state.held().retryLater(clock.toEpochMilli(), policy);
            register(state, partition, step, clock);
            return;
        }
        for (RawReading raw : state.held().release()) {
            Trace trace = new Trace(raw.id().toString(), raw.device(), clock, content);
            step.follow(trace);
            CleanReading clean = open(quality.again(raw), Stage.QUALITY, raw, trace, step);
            if (clean != null) {
                trace.clean(clean);
                identify(raw, clean, state, partition, trace, step, clock);
            }
        }
    }

    /** The value when it passed; otherwise takes down why not, once for every place that counts. */
    private static <T> @Nullable T open(Outcome<T> outcome, Stage stage, RawReading raw, Trace trace, Step step) {
        return outcome.<@Nullable T>fold(
                value -> value,
                finding -> ended(stage, "dropped", finding, trace, step),
                finding -> ended(stage, "held", finding, trace, step),
                finding -> {
                    step.deadLetters().add(new DeadLetter(raw, stage, finding));
                    return ended(stage, "failed", finding, trace, step);
                });
    }

    private static <T> @Nullable T ended(Stage stage, String outcome, Finding finding, Trace trace, Step step) {
        trace.end(stage, outcome, finding);
        step.end(stage, outcome, finding);
        step.explanations().add(trace.explain(List.of(), List.of(), List.of()));
        return null;
    }

    private static Function<Finding, @Nullable ConsentedReading> no() {
        return finding -> null;
    }
}
