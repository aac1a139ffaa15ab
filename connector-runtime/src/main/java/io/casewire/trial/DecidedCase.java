package io.casewire.trial;

import io.casewire.episodes.EpisodeKey;
import io.casewire.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A Case that content would open.
 *
 * @param episode its key
 * @param severity the worst it had
 * @param opened when it was first decided, by the partition's clock
 * @param cleared when its condition was last over; null while it holds
 * @param revisions how often something was decided about it
 */
public record DecidedCase(
        String episode, String rule, Severity severity, Instant opened, @Nullable Instant cleared, int revisions) {

    public String device() {
        return EpisodeKey.device(episode);
    }

    /** Whether both are about the same trouble: one episode, or one rule's of a device at a common time. */
    boolean isSameAs(DecidedCase other) {
        return episode.equals(other.episode)
                || rule.equals(other.rule)
                        && device().equals(other.device())
                        && isOpenAt(other.opened, other.cleared)
                        && other.isOpenAt(opened, cleared);
    }

    private boolean isOpenAt(Instant from, @Nullable Instant until) {
        return (cleared == null || !cleared.isBefore(from)) && (until == null || !opened.isAfter(until));
    }

    /** What is otherwise in another Case about the same, as words; empty for nothing. */
    List<String> differencesTo(DecidedCase now) {
        List<String> differences = new ArrayList<>();
        if (severity != now.severity) {
            differences.add(severity.label() + " -> " + now.severity.label());
        }
        if (!opened.equals(now.opened)) {
            differences.add("opens " + moved(opened, now.opened));
        }
        Instant ends = cleared;
        Instant endsNow = now.cleared;
        if (ends != null && endsNow != null) {
            if (!ends.equals(endsNow)) {
                differences.add("clears " + moved(ends, endsNow));
            }
        } else if (ends != null) {
            differences.add("does not clear any more");
        } else if (endsNow != null) {
            differences.add("clears");
        }
        return differences;
    }

    private static String moved(Instant then, Instant now) {
        Duration by = Duration.between(then, now);
        String amount = by.abs().toString().substring(2).toLowerCase(Locale.ROOT);
        return amount + (by.isNegative() ? " earlier" : " later");
    }
}
