package io.casewire.episodes;

import io.casewire.episodes.Episode.Phase;
import io.casewire.model.Severity;
import io.casewire.model.Truth;
import io.casewire.quality.CleanReading;
import io.casewire.rules.Condition;
import io.casewire.rules.ConditionRule;
import io.casewire.rules.Conditions;
import io.casewire.signals.ObservedReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Seventh stage: only true opens or holds an episode, only false clears it, unknown changes nothing.
 *
 * <ul>
 *   <li>An episode opens when its condition held for the rule's hold time.
 *   <li>While it is open, new values are told at most once per the rule's update time; that it got worse, at once.
 *   <li>A condition that comes back within the rule's reopen time continues the same episode.
 *   <li>What a rule says may befall many at once waits for its window, and for as long as it does befall many.
 *   <li>What begins in a backlog opens once the device caught up, and not at all when it cleared before; a rule may ask for
 *       it to be told.
 *   <li>People have the last word: what they end is told no more, see {@link EpisodeStates#take}.
 * </ul>
 */
public final class EpisodeStage {
    /** However long a backlog lasts. */
    private static final long LONGEST_WAIT = Duration.ofMinutes(30).toMillis();

    /**
     * A reading, or the beginning of a silence, was judged.
     *
     * @param wait how long what begins with it waits for the next reading: of a backlog; else zero
     */
    public Decisions apply(Conditions conditions, EpisodeStates states, Instant clock, Duration wait) {
        states.forgetOver(clock.toEpochMilli());
        List<Decision> decisions = new ArrayList<>();
        for (Condition condition : conditions.all()) {
            Decision decision = apply(condition, conditions, states, clock, wait);
            if (decision != null) {
                decisions.add(decision);
            }
        }
        return new Decisions(conditions.observed(), decisions);
    }

    /**
     * The clock reached a deadline: hold times end, postponed updates go out.
     *
     * @param source through which the device was heard
     */
    public Decisions due(Conditions last, EpisodeStates states, String source, Masses masses, Instant clock) {
        List<Decision> decisions = new ArrayList<>();
        for (Condition condition : last.all()) {
            ConditionRule rule = condition.rule();
            Episode episode = states.find(rule.name());
            if (episode != null && episode.deadline <= clock.toEpochMilli()) {
                if (episode.phase == Phase.PENDING && !stillHolds(condition, last)) {
                    // It was over while nothing was decided about the device, or fell back between its two limits.
                    states.forget(rule.name());
                } else if (episode.phase == Phase.PENDING) {
                    long heldUntil = masses.heldUntil(source, rule, clock);
                    if (heldUntil > clock.toEpochMilli()) {
                        episode.deadline = heldUntil;
                        continue;
                    }
                    decisions.add(open(condition, episode, last, Transition.OPENED, clock));
                } else if (episode.phase == Phase.OPEN && episode.isSnoozed(clock.toEpochMilli())) {
                    episode.deadline = episode.snoozedUntil;
                } else if (episode.phase == Phase.OPEN) {
                    decisions.add(goesOn(condition, episode, last, clock));
                }
            }
        }
        return new Decisions(last.observed(), decisions);
    }

    /**
     * Something became otherwise of those below a device, or the clock reached a deadline of theirs. They had their own hold
     * times; theirs together is the rule's time to gather.
     *
     * @param observed the device they are told under, which said nothing itself
     */
    public Decisions together(ObservedReading observed, ConditionRule rule, RollUps rollUps, Instant clock) {
        List<RollUps.Line> lines = rollUps.lines(rule.name());
        Severity worst = lines.stream()
                .filter(RollUps.Line::isOpen)
                .map(RollUps.Line::severity)
                .max(Comparator.naturalOrder())
                .orElse(null);
        Condition condition = new Condition(rule.together(), worst == null ? Truth.FALSE : Truth.TRUE, worst);
        Conditions conditions = new Conditions(observed, Map.of(), List.of(condition));
        rollUps.told(rule.name());
        Decisions decided = apply(conditions, rollUps.episodes(), clock, Duration.ZERO);
        return new Decisions(
                observed, decided.all().stream().map(it -> it.about(lines)).toList());
    }

    /** What is not known is as it was; of a condition with a lower limit it is known where all values are there. */
    private static boolean stillHolds(Condition condition, Conditions last) {
        ConditionRule rule = condition.rule();
        boolean between = condition.truth() == Truth.UNKNOWN
                && !rule.clearedBy().isEmpty()
                && last.seenBy(rule).keySet().containsAll(rule.reads());
        return condition.truth() != Truth.FALSE && !between;
    }

    private static @Nullable Decision apply(
            Condition condition, Conditions conditions, EpisodeStates states, Instant clock, Duration wait) {
        ConditionRule rule = condition.rule();
        Episode episode = states.find(rule.name());
        if (condition.truth() == Truth.TRUE) {
            return holds(condition, episode, conditions, states, clock, rule.tellsBacklog() ? Duration.ZERO : wait);
        }
        if (condition.truth() == Truth.FALSE && episode != null) {
            return clears(condition, episode, conditions, states, clock);
        }
        return null;
    }

    private static @Nullable Decision holds(
            Condition condition,
            @Nullable Episode known,
            Conditions conditions,
            EpisodeStates states,
            Instant clock,
            Duration wait) {
        ConditionRule rule = condition.rule();
        CleanReading reading = conditions.consented().reading();
        if (known == null) {
            Episode episode = states.begin(rule.name());
            episode.key = EpisodeKey.of(reading.device(), rule.name(), reading.id());
            episode.firstSeen = reading.eventTime();
            count(episode, reading);
            begin(episode, rule, wait, clock);
            return episode.deadline <= clock.toEpochMilli()
                    ? open(condition, episode, conditions, Transition.OPENED, clock)
                    : null;
        }
        count(known, reading);
        if (known.phase == Phase.PENDING && !wait.isZero() && clock.toEpochMilli() < known.began + LONGEST_WAIT) {
            // Its readings came faster than they happened: what they say it lasted is not waited for once more.
            Duration lasted = Duration.between(known.firstSeen, known.lastSeen);
            known.deadline = deadline(known, rule, lasted, wait, clock);
            return null;
        }
        if (known.phase == Phase.PENDING && known.deadline == Episode.NONE && rule.mayBeMass()) {
            // Its rule was stopped, or its purpose denied, when it was due.
            begin(known, rule, wait, clock);
        }
        return switch (known.phase) {
            case PENDING ->
                !rule.mayBeMass() && heldLongEnough(rule, known, reading)
                        ? open(condition, known, conditions, Transition.OPENED, clock)
                        : null;
            case CLEARED -> {
                known.phase = Phase.OPEN;
                yield known.isSnoozed(clock.toEpochMilli())
                        ? update(condition, known, conditions, clock)
                        : goesOn(condition, known, conditions, clock);
            }
            case OPEN -> update(condition, known, conditions, clock);
            case ENDED -> null;
        };
    }

    private static void begin(Episode episode, ConditionRule rule, Duration wait, Instant clock) {
        episode.began = clock.toEpochMilli();
        episode.deadline = deadline(episode, rule, Duration.ZERO, wait, clock);
    }

    /** When it opens where nothing clears it before. @param lasted how much of its hold time is over */
    private static long deadline(Episode episode, ConditionRule rule, Duration lasted, Duration wait, Instant clock) {
        long waits = Math.max(rule.hold().toMillis() - lasted.toMillis(), wait.toMillis());
        return Math.max(
                clock.toEpochMilli() + waits, episode.began + rule.massWindow().toMillis());
    }

    private static boolean heldLongEnough(ConditionRule rule, Episode episode, CleanReading reading) {
        return !reading.eventTime().isBefore(episode.firstSeen.plus(rule.hold()));
    }

    private static void count(Episode episode, CleanReading reading) {
        episode.count++;
        episode.lastSeen = reading.eventTime().isAfter(episode.lastSeen) ? reading.eventTime() : episode.lastSeen;
        episode.lastReading = reading.id().toString();
    }

    private static Decision open(
            Condition condition, Episode episode, Conditions conditions, Transition transition, Instant clock) {
        episode.phase = Phase.OPEN;
        episode.clearedAt = Instant.EPOCH;
        return tell(condition, episode, conditions, transition, clock);
    }

    private static @Nullable Decision update(
            Condition condition, Episode episode, Conditions conditions, Instant clock) {
        long mayBeTold = episode.toldAt + condition.rule().update().toMillis();
        boolean raised = severity(condition, episode).compareTo(told(condition, episode)) > 0;
        long next = Math.max(raised ? 0 : mayBeTold, episode.snoozedUntil);
        if (clock.toEpochMilli() >= next) {
            return goesOn(condition, episode, conditions, clock);
        }
        episode.deadline = next;
        return null;
    }

    private static Decision goesOn(Condition condition, Episode episode, Conditions conditions, Instant clock) {
        return open(condition, episode, conditions, goesOn(condition, episode), clock);
    }

    private static Transition goesOn(Condition condition, Episode episode) {
        // What was told to be over and came back has that time still; while it was snoozed, it came back untold.
        if (!episode.clearedAt.equals(Instant.EPOCH)) {
            return Transition.REOPENED;
        }
        int worse = severity(condition, episode).compareTo(told(condition, episode));
        if (worse == 0) {
            return Transition.UPDATED;
        }
        return worse > 0 ? Transition.RAISED : Transition.LOWERED;
    }

    private static Severity told(Condition condition, Episode episode) {
        return episode.severity == null ? condition.rule().severity() : episode.severity;
    }

    /** How bad it is now; where that is not known, or it is over, as bad as it was. */
    private static Severity severity(Condition condition, Episode episode) {
        Severity now = condition.truth() == Truth.TRUE ? condition.severity() : null;
        return now == null ? told(condition, episode) : now;
    }

    private static @Nullable Decision clears(
            Condition condition, Episode episode, Conditions conditions, EpisodeStates states, Instant clock) {
        ConditionRule rule = condition.rule();
        if (episode.phase == Phase.PENDING || episode.phase == Phase.ENDED) {
            states.forget(rule.name());
            return null;
        }
        if (episode.phase == Phase.CLEARED) {
            return null;
        }
        boolean cameBackUntold = episode.isSnoozed(clock.toEpochMilli()) && !episode.clearedAt.equals(Instant.EPOCH);
        episode.phase = Phase.CLEARED;
        episode.clearedAt = conditions.consented().reading().eventTime();
        Decision decision = cameBackUntold ? null : tell(condition, episode, conditions, Transition.CLEARED, clock);
        episode.deadline = clock.toEpochMilli() + rule.reopen().toMillis();
        return decision;
    }

    private static Decision tell(
            Condition condition, Episode episode, Conditions conditions, Transition transition, Instant clock) {
        ConditionRule rule = condition.rule();
        episode.severity = severity(condition, episode);
        episode.revision++;
        episode.toldAt = clock.toEpochMilli();
        episode.deadline = Episode.NONE;
        return new Decision(
                episode.key,
                transition,
                episode.revision,
                rule,
                episode.severity,
                episode.count,
                episode.firstSeen,
                episode.lastSeen,
                episode.clearedAt,
                conditions.seenBy(rule),
                conditions.limits(),
                List.of(),
                clock);
    }
}
