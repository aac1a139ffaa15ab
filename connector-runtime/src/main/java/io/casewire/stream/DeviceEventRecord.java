package io.casewire.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.casewire.episodes.CaseChange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code casewire.device-events}: what people made of the Case of an episode, or that they have one open about a
 * device that belongs to no episode. It holds how things are and not
 * what changed, so that one that comes twice does no harm.
 *
 * @param episode its key; null where the Case belongs to none
 * @param caseId of 18 characters
 * @param at when it became so in the org, epoch milliseconds
 * @param mergedInto the Case this one was merged into, or null
 * @param snoozedUntil epoch milliseconds, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder(alphabetic = true)
public record DeviceEventRecord(
        int version,
        @Nullable String episode,
        String caseId,
        long at,
        boolean closed,
        boolean deleted,
        @Nullable String mergedInto,
        boolean falseAlarm,
        @Nullable Long snoozedUntil) {

    /** The version written today. */
    public static final int VERSION = 1;

    /** Whether it names a Case; what Jackson read may not. */
    boolean isSound() {
        return caseId != null && !caseId.isEmpty() && (episode == null || !episode.isEmpty());
    }

    boolean isOpen() {
        return !closed && !deleted && mergedInto == null;
    }

    /** What the decisions on its device have to know; null where no episode is concerned. */
    @Nullable
    CaseChange change() {
        if (episode == null) {
            return null;
        }
        Instant snoozed = snoozedUntil == null ? null : Instant.ofEpochMilli(snoozedUntil);
        return new CaseChange(episode, !isOpen(), how(), snoozed);
    }

    private String how() {
        if (mergedInto != null) {
            return "merged by people";
        }
        if (deleted) {
            return "deleted by people";
        }
        if (closed) {
            return "closed by people";
        }
        return snoozedUntil == null ? "left open by people" : "snoozed by people";
    }

    @Override
    public String toString() {
        return "DeviceEventRecord[" + caseId + "]";
    }
}
