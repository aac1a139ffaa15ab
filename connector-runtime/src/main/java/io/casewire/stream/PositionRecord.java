package io.casewire.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code casewire.positions}: how far a subscription to the org's events was handled.
 *
 * @param position the last replay id, in hexadecimal digits; null for none yet
 * @param at when it was written, epoch milliseconds
 * @param gap the last time that events were lost, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder(alphabetic = true)
public record PositionRecord(int version, @Nullable String position, long at, @Nullable Gap gap) {
    /** The version written today. */
    public static final int VERSION = 1;

    /**
     * The org did not know the position any more.
     *
     * @param from when the lost position was written: from here on events may be missing; epoch milliseconds
     * @param until when that was noticed
     * @param reason the code of the Pub/Sub API
     * @param readAgain how many records the reconcile query found; null where there is none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Gap(long from, long until, String reason, @Nullable Integer readAgain) {}
}
