package io.casewire.localorg.bulk;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A job as it stands; a step of it is a new one.
 *
 * @param operation such as {@code upsert} or {@code queryAll}
 * @param object the object it writes or reads
 * @param externalIdFieldName for upserts
 * @param query for query jobs, else null
 * @param assign whether Cases and Leads are assigned
 * @param createdAt epoch milliseconds
 * @param changedAt epoch milliseconds
 * @param processed rows that were tried, or found by a query
 * @param failed rows that were refused
 * @param errorMessage why the whole job failed
 * @param activeMillis how long it worked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BulkJob(
        String id,
        String operation,
        String object,
        @Nullable String externalIdFieldName,
        @Nullable String query,
        CsvFormat format,
        boolean assign,
        double apiVersion,
        String userId,
        String username,
        long createdAt,
        long changedAt,
        State state,
        long processed,
        long failed,
        @Nullable String errorMessage,
        long activeMillis) {

    /** Where a job is in its life; the names go over the wire. */
    public enum State {
        OPEN("Open"),
        UPLOAD_COMPLETE("UploadComplete"),
        IN_PROGRESS("InProgress"),
        ABORTED("Aborted"),
        JOB_COMPLETE("JobComplete"),
        FAILED("Failed");

        private final String apiName;

        State(String apiName) {
            this.apiName = apiName;
        }

        public String apiName() {
            return apiName;
        }

        /** Whether nothing more happens to it. */
        public boolean isEnd() {
            return this == ABORTED || this == JOB_COMPLETE || this == FAILED;
        }
    }

    @JsonIgnore
    public boolean isQuery() {
        return query != null;
    }

    BulkJob in(State next, long now) {
        return with(next, processed, failed, errorMessage, activeMillis, now);
    }

    BulkJob failed(String why, long now) {
        return with(State.FAILED, processed, failed, why, activeMillis, now);
    }

    BulkJob counted(long processedNow, long failedNow, long activeMillisNow, long now) {
        return with(state, processedNow, failedNow, errorMessage, activeMillisNow, now);
    }

    private BulkJob with(State next, long processedNow, long failedNow, @Nullable String why, long active, long now) {
        return new BulkJob(
                id,
                operation,
                object,
                externalIdFieldName,
                query,
                format,
                assign,
                apiVersion,
                userId,
                username,
                createdAt,
                now,
                next,
                processedNow,
                failedNow,
                why,
                active);
    }
}
