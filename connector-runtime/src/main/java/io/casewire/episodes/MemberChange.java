package io.casewire.episodes;

import io.casewire.model.Severity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an episode of a device is that is told under the device's parent, together with those of others. It says how things
 * are and not what changed, so that one that comes twice does no harm.
 *
 * @param parent the device it is told under
 * @param device whose episode it is
 * @param name the device's, for people
 * @param episode its key
 * @param at by the clock of the device's partition, which orders them
 * @param revision counts what was told of the episode, and orders those of the same moment
 * @param since when its condition was first seen
 * @param over since when it no longer holds; null while it does
 */
public record MemberChange(
        String parent,
        String condition,
        String device,
        String name,
        String episode,
        Instant at,
        int revision,
        Severity severity,
        Instant since,
        @Nullable Instant over) {

    public static MemberChange of(Decision decision, String parent, String name) {
        return new MemberChange(
                parent,
                decision.rule().name(),
                EpisodeKey.device(decision.episode()),
                name,
                decision.episode(),
                decision.at(),
                decision.revision(),
                decision.severity(),
                decision.firstSeen(),
                decision.isOpen() ? null : decision.clearedAt());
    }

    @Override
    public String toString() {
        return "MemberChange[" + condition + "]";
    }
}
