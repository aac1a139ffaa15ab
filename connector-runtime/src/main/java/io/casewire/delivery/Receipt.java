package io.casewire.delivery;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Salesforce answered to one row.
 *
 * @param version of this envelope
 * @param write {@code Write.id()} of the row
 * @param recordId the record's id, once there is one
 * @param code the status code of a refusal
 * @param message Salesforce's words; kept for people, never logged
 * @param fields the fields a refusal names
 * @param at when the answer was read, epoch milliseconds
 * @param apiCalls what the org said with this answer of its API calls; on one receipt of a call
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder(alphabetic = true)
public record Receipt(
        int version,
        String call,
        String write,
        String object,
        String key,
        long revision,
        Result result,
        @Nullable String recordId,
        @Nullable String code,
        @Nullable String message,
        @Nullable List<String> fields,
        long at,
        @Nullable Allowance apiCalls) {

    /** The version written today. */
    public static final int VERSION = 1;

    /** How it went. */
    public enum Result {
        CREATED,
        UPDATED,
        /** Nothing was sent: {@code delivery.mode} is {@code dryRun}. */
        DRY_RUN,
        /** Nothing was sent: consent had gone by the time the call left. */
        WITHHELD,
        /** Nothing was sent: what is known of consent is too old. It is tried again. */
        HELD,
        /** Nothing was sent: by the time it was to leave, consent had been asked too long ago. It is planned again at once. */
        LATE,
        REFUSED,
        /** People merged the record into one of another episode: nothing is left to write. */
        MERGED
    }

    static Receipt of(Call call, Call.Row row, Result result, @Nullable String recordId, long at) {
        return new Receipt(
                VERSION,
                call.id(),
                row.write(),
                object(call, row),
                row.key(),
                row.revision(),
                result,
                recordId,
                null,
                null,
                null,
                at,
                null);
    }

    static Receipt refused(
            Call call, Call.Row row, String code, @Nullable String message, List<String> fields, long at) {
        return new Receipt(
                VERSION,
                call.id(),
                row.write(),
                object(call, row),
                row.key(),
                row.revision(),
                Result.REFUSED,
                row.recordId(),
                code,
                message,
                fields,
                at,
                null);
    }

    /** Whether the org refused the row for good; what the org has against all rows of a mapping is tried again. */
    @JsonIgnore
    public boolean isFinal() {
        return result == Result.REFUSED && code != null && Refusal.of(code) == Refusal.ROW_FINAL;
    }

    private static String object(Call call, Call.Row row) {
        return row.family() == null ? call.object() : row.family().target().name();
    }

    /** The same with what the org said of its API calls. */
    public Receipt with(Allowance said) {
        return new Receipt(
                version, call, write, object, key, revision, result, recordId, code, message, fields, at, said);
    }

    @Override
    public String toString() {
        return "Receipt[" + result + (code == null ? "" : " " + code) + "]";
    }
}
