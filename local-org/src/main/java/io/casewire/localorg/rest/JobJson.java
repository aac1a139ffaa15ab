package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.bulk.BulkJob;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.soql.RecordJson;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bulk jobs as JSON. */
final class JobJson {
    private JobJson() {}

    /** What a job is, as creating and changing it answers. */
    static ObjectNode of(Call call, BulkJob job) {
        ObjectNode json = Json.object()
                .put("id", job.id())
                .put("operation", job.operation())
                .put("object", job.object())
                .put("createdById", job.userId())
                .put("createdDate", time(job.createdAt()))
                .put("systemModstamp", time(job.changedAt()))
                .put("state", job.state().apiName())
                .put("concurrencyMode", "Parallel")
                .put("contentType", "CSV")
                .put("apiVersion", job.apiVersion());
        @Nullable String key = job.externalIdFieldName();
        if (key != null) {
            json.put("externalIdFieldName", key);
        }
        if (!job.isQuery()) {
            json.put("contentUrl", "services/data/" + call.version() + "/jobs/ingest/" + job.id() + "/batches");
        }
        return json.put("lineEnding", job.format().lineEnding().name())
                .put("columnDelimiter", job.format().delimiter().name());
    }

    /** The same with what it did so far. */
    static Answer whole(Call call, BulkJob job) {
        ObjectNode json = of(call, job)
                .put("jobType", job.isQuery() ? "V2Query" : "V2Ingest")
                .put("retries", 0)
                .put("totalProcessingTime", job.activeMillis())
                .put("numberRecordsProcessed", job.processed());
        if (!job.isQuery()) {
            json.put("numberRecordsFailed", job.failed())
                    .put("apiActiveProcessingTime", job.activeMillis())
                    .put("apexProcessingTime", 0);
        }
        if (job.errorMessage() != null) {
            json.put("errorMessage", job.errorMessage());
        }
        return Answer.ok(json).about(job.object(), 0);
    }

    static Answer list(Call call, List<BulkJob> jobs) {
        String type = call.parameter("jobType");
        ObjectNode json = Json.object().put("done", true);
        ArrayNode records = json.putArray("records");
        for (BulkJob job : jobs) {
            String jobType = job.isQuery() ? "V2Query" : "V2Ingest";
            if (type == null || type.equalsIgnoreCase(jobType)) {
                records.add(of(call, job).put("jobType", jobType));
            }
        }
        json.putNull("nextRecordsUrl");
        return Answer.ok(json).about("jobs", records.size());
    }

    private static String time(long epochMillis) {
        return RecordJson.value(Instant.ofEpochMilli(epochMillis)).asText();
    }
}
