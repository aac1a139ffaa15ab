package io.casewire.delivery;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.casewire.model.Severity;
import org.jspecify.annotations.Nullable;

/**
 * A Bulk API job as the outbox remembers it.
 *
 * @param version of this envelope
 * @param id of its calls
 * @param severity of its most severe row
 * @param orgId the org's id of it, once there is one
 * @param next the step to be taken, or being taken
 * @param attempt how often that step was tried before
 * @param channel through which it is being taken; -1 while it waits
 * @param notBefore when it is to be taken, epoch milliseconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder(alphabetic = true)
public record BulkJob(
        int version,
        String id,
        String mapping,
        Severity severity,
        @Nullable String orgId,
        BulkStep next,
        int attempt,
        int channel,
        long notBefore) {
    private static final int VERSION = 1;

    /** A job of ten thousand rows takes some seconds at best; asking costs a call each time. */
    private static final long FIRST_LOOK = 2_000;

    private static final int MOST_DOUBLINGS = 5;

    /** The receipts of the rows come by another topic, and end the job when they are all there. */
    private static final long RECEIPTS_COME = 30_000;

    /** With growing pauses, half an hour. */
    private static final int MOST_FETCHES = 30;

    static BulkJob opening(String id, String mapping, Severity severity, int channel) {
        return new BulkJob(VERSION, id, mapping, severity, null, BulkStep.OPEN, 0, channel, 0);
    }

    @JsonIgnore
    boolean waits() {
        return channel < 0;
    }

    /** Whether it makes no sense to try the step for ever. */
    @JsonIgnore
    boolean isHopeless() {
        return next == BulkStep.FETCH && attempt >= MOST_FETCHES;
    }

    BulkJob through(int idle) {
        return new BulkJob(VERSION, id, mapping, severity, orgId, next, attempt, idle, notBefore);
    }

    /** The step was taken: what is next, and when. */
    BulkJob after(JobReceipt receipt, long now) {
        return switch (receipt.step()) {
            case OPEN -> then(receipt.orgId(), BulkStep.SEND, 0, 0);
            case SEND -> then(orgId, BulkStep.LOOK, 0, now + FIRST_LOOK);
            case LOOK -> then(orgId, BulkStep.FETCH, 0, 0);
            case FETCH -> then(orgId, BulkStep.FETCH, attempt + 1, now + RECEIPTS_COME);
        };
    }

    /** The step has to be taken again: after 2 s, 4 s and so on, at most after 64 s. */
    BulkJob later(long now) {
        return then(orgId, next, attempt + 1, now + (FIRST_LOOK << Math.min(attempt, MOST_DOUBLINGS)));
    }

    private BulkJob then(@Nullable String id, BulkStep step, int attempts, long from) {
        return new BulkJob(VERSION, this.id, mapping, severity, id, step, attempts, -1, from);
    }
}
