package io.casewire.episodes;

import io.casewire.model.Severity;
import io.casewire.rules.ConditionRule;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What an episode's transition asks for.
 *
 * @param revision counts the transitions of this episode, from 1
 * @param severity how bad it is told to be
 * @param count readings on which the condition held; of devices below, how many
 * @param firstSeen event time of the first of them
 * @param lastSeen event time of the latest of them
 * @param clearedAt when it was cleared; the epoch while it is open
 * @param seen what the rule looked at, as {@code Reading.torque} to its value
 * @param limits the thresholds in force
 * @param lines of devices below, where it is told of them together; else empty
 * @param at the partition's clock
 */
public record Decision(
        String episode,
        Transition transition,
        int revision,
        ConditionRule rule,
        Severity severity,
        long count,
        Instant firstSeen,
        Instant lastSeen,
        Instant clearedAt,
        Map<String, Object> seen,
        Map<String, Double> limits,
        List<RollUps.Line> lines,
        Instant at) {

    /** Unique among all decisions, the same in every run over the same readings. */
    public String id() {
        return episode + "#" + revision;
    }

    /** The device in an episode's key. */
    public static String device(String episode) {
        return episode.substring(0, episode.indexOf('|')).replace("%7C", "|").replace("%25", "%");
    }

    /** The same, told otherwise. */
    Decision as(Transition other) {
        return new Decision(
                episode, other, revision, rule, severity, count, firstSeen, lastSeen, clearedAt, seen, limits, lines,
                at);
    }

    /** Told of devices below, and not of what the device itself said. */
    Decision about(List<RollUps.Line> below) {
        return new Decision(
                episode,
                transition,
                revision,
                rule,
                severity,
                below.size(),
                below.stream()
                        .map(RollUps.Line::since)
                        .min(Comparator.naturalOrder())
                        .orElse(firstSeen),
                lastSeen,
                clearedAt,
                Map.of(
                        "RollUp.open",
                        below.stream().filter(RollUps.Line::isOpen).count(),
                        "RollUp.episodes",
                        below.stream().map(RollUps.Line::episode).toList()),
                limits,
                below,
                at);
    }

    public boolean isOpen() {
        return transition != Transition.CLEARED;
    }

    @Override
    public String toString() {
        return "Decision[" + transition + " " + rule.name() + "]";
    }
}
