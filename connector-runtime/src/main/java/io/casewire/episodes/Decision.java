package io.casewire.episodes;

import io.casewire.model.Severity;
import io.casewire.rules.ConditionRule;
import java.time.Instant;
import java.util.Map;

/**
 * What an episode's transition asks for.
 *
 * @param revision counts the transitions of this episode, from 1
 * @param severity how bad it is told to be
 * @param count readings on which the condition held
 * @param firstSeen event time of the first of them
 * @param lastSeen event time of the latest of them
 * @param clearedAt when it was cleared; the epoch while it is open
 * @param seen what the rule looked at, as {@code Reading.torque} to its value
 * @param limits the thresholds in force
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
        Instant at) {

    /** Unique among all decisions, the same in every run over the same readings. */
    public String id() {
        return episode + "#" + revision;
    }

    /** The device in an episode's key. */
    public static String device(String episode) {
        return episode.substring(0, episode.indexOf('|')).replace("%7C", "|").replace("%25", "%");
    }

    public boolean isOpen() {
        return transition != Transition.CLEARED;
    }

    @Override
    public String toString() {
        return "Decision[" + transition + " " + rule.name() + "]";
    }
}
