package io.casewire.delivery;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * A Bulk API job as the outbox remembers it.
 *
 * @param version of this envelope
 * @param id the id of its calls
 * @param job the org's id, once there is one
 * @param next what is to be done, or being done
 * @param channel through which that is being done; -1 while it waits
 * @param notBefore when it is to be done, epoch milliseconds
 * @param looks how often the org was asked in vain
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder(alphabetic = true)
public record BulkJob(
        int version,
        String id,
        String mapping,
        @Nullable String job,
        BulkStep next,
        int channel,
        long notBefore,
        int looks) {
    private static final int VERSION = 1;

    /** A job of ten thousand rows takes some seconds at best; asking costs a call each time. */
    private static final long FIRST_LOOK = 2_000;

    private static final int LONGEST_WAIT = 5;

    static BulkJob opening(String id, String mapping, int channel) {
        return new BulkJob(VERSION, id, mapping, null, BulkStep.OPEN, channel, 0, 0);
    }

    @JsonIgnore
    boolean waits() {
        return channel < 0;
    }

    BulkJob through(int idle) {
        return new BulkJob(VERSION, id, mapping, job, next, idle, notBefore, looks);
    }

    /** The step was taken: what is next, and when. */
    BulkJob after(JobReceipt receipt, long now) {
        return switch (receipt.step()) {
            case OPEN -> then(receipt.job(), BulkStep.SEND, 0, 0);
            case SEND -> then(job, BulkStep.LOOK, now + FIRST_LOOK, 0);
            case LOOK, FETCH -> then(job, BulkStep.FETCH, 0, 0);
        };
    }

    /** The step has to be taken again: after 2 s, 4 s and so on, at most after 64 s. */
    BulkJob later(long now) {
        return then(job, next, now + (FIRST_LOOK << Math.min(looks, LONGEST_WAIT)), looks + 1);
    }

    private BulkJob then(@Nullable String orgId, BulkStep step, long from, int vain) {
        return new BulkJob(VERSION, id, mapping, orgId, step, -1, from, vain);
    }
}
