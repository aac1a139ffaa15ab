package io.casewire.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * What became of one step of a Bulk API job. What became of its rows, their receipts say.
 *
 * @param version of this envelope
 * @param call {@code Call.id()} of the step
 * @param attempt which of the step's attempts it is
 * @param orgId the org's id of the job; null when none came to be
 * @param code what went wrong, in Salesforce's words; null when the org is not to blame
 * @param at when the answer was read, epoch milliseconds
 * @param apiCalls what the org said with the last answer of its API calls
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder(alphabetic = true)
public record JobReceipt(
        int version,
        String call,
        BulkStep step,
        int attempt,
        Result result,
        @Nullable String orgId,
        @Nullable String code,
        long at,
        @Nullable Allowance apiCalls) {

    /** The version written today. */
    public static final int VERSION = 1;

    /** How it went. */
    public enum Result {
        DONE,
        /** The org is not ready, or did not answer: the step has to be taken again. */
        NOT_YET,
        /** The job ends here; its rows go another way. */
        GAVE_UP
    }

    /** @param call one that is a step of a job */
    public static JobReceipt of(
            Call call,
            Result result,
            @Nullable String orgId,
            @Nullable String code,
            long at,
            @Nullable Allowance said) {
        Call.JobStep step = call.job();
        if (step == null) {
            throw new IllegalArgumentException(call + " is no step of a job");
        }
        return new JobReceipt(VERSION, call.id(), step.step(), step.attempt(), result, orgId, code, at, said);
    }
}
