package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.bulk.BulkJob;
import io.casewire.localorg.bulk.BulkJob.State;
import io.casewire.localorg.bulk.BulkJobs;
import io.casewire.localorg.bulk.CsvFormat;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.http.Multipart;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.SObjectType;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Bulk API 2.0 ingest jobs. */
final class BulkIngest {
    private static final Set<String> OPERATIONS = Set.of("insert", "update", "upsert", "delete", "hardDelete");

    private final BulkJobs jobs;

    BulkIngest(BulkJobs jobs) {
        this.jobs = jobs;
    }

    void routes(Routes routes) {
        routes.on("POST", "/jobs/ingest", this::create)
                .on("GET", "/jobs/ingest", call -> JobJson.list(call, jobs.all(false)))
                .on("GET", "/jobs/ingest/{id}", call -> JobJson.whole(call, jobs.get(call.id(), false)))
                .on("PATCH", "/jobs/ingest/{id}", this::change)
                .on("DELETE", "/jobs/ingest/{id}", this::delete)
                .on("PUT", "/jobs/ingest/{id}/batches", this::upload)
                .on("GET", "/jobs/ingest/{id}/successfulResults", call -> Answer.csv(jobs.successful(call.id())))
                .on("GET", "/jobs/ingest/{id}/failedResults", call -> Answer.csv(jobs.failed(call.id())))
                .on("GET", "/jobs/ingest/{id}/unprocessedRecords", call -> Answer.csv(jobs.unprocessed(call.id())));
    }

    private Answer create(Call call) {
        String contentType = call.request().header("Content-Type");
        if (contentType == null || !contentType.startsWith("multipart/")) {
            BulkJob job = job(call, call.body(), State.OPEN);
            jobs.add(job);
            return Answer.ok(JobJson.of(call, job)).about(job.object(), 0);
        }
        List<Multipart> parts = Multipart.parse(call.request());
        BulkJob job = job(call, Json.parseObject(part(parts, "json")), State.OPEN);
        jobs.add(job);
        jobs.upload(job.id(), part(parts, "csv"));
        return Answer.ok(JobJson.of(call, jobs.close(job.id()))).about(job.object(), 0);
    }

    private static byte[] part(List<Multipart> parts, String type) {
        return parts.stream()
                .filter(part -> part.contentType().endsWith(type))
                .map(Multipart::content)
                .findFirst()
                .orElseThrow(() -> new ApiException(
                        StatusCode.INVALIDJOB, "The body needs a part whose content type ends in " + type));
    }

    private BulkJob job(Call call, ObjectNode body, State state) {
        String operation = body.path("operation").asText("");
        if (!OPERATIONS.contains(operation)) {
            throw new ApiException(StatusCode.INVALIDJOB, "Unknown operation '" + operation + "'");
        }
        String object = body.path("object").asText("");
        SObjectType type = call.work().read(view -> view.schema().find(object));
        if (type == null || type.definition().event()) {
            throw new ApiException(
                    StatusCode.INVALIDENTITY, "Entity '" + object + "' is not supported by the Bulk API.");
        }
        String contentType = body.path("contentType").asText("CSV");
        if (!contentType.equals("CSV")) {
            throw new ApiException(StatusCode.INVALIDJOB, "Unknown contentType '" + contentType + "'");
        }
        long now = call.now().toEpochMilli();
        return new BulkJob(
                jobs.nextId(),
                operation,
                type.name(),
                operation.equals("upsert")
                        ? key(type, body.path("externalIdFieldName").asText(""))
                        : null,
                null,
                CsvFormat.of(
                        body.path("columnDelimiter").asText(""),
                        body.path("lineEnding").asText("")),
                body.hasNonNull("assignmentRuleId"),
                call.versionNumber(),
                call.session().userId(),
                call.session().username(),
                now,
                now,
                state,
                0,
                0,
                null,
                0);
    }

    private static String key(SObjectType type, String name) {
        @Nullable Field key = type.findField(name);
        if (key == null || !(key.isIndexed() || key.name().equals("Id"))) {
            throw new ApiException(
                    StatusCode.INVALIDJOB,
                    "InvalidJob : Field name provided, '" + name + "' is not an External ID or indexed field");
        }
        return key.name();
    }

    private Answer upload(Call call) {
        jobs.upload(call.id(), call.request().body());
        return Answer.created();
    }

    private Answer change(Call call) {
        String state = call.body().path("state").asText("");
        if (state.equals(State.UPLOAD_COMPLETE.apiName())) {
            return Answer.ok(JobJson.of(call, jobs.close(call.id())));
        } else if (state.equals(State.ABORTED.apiName())) {
            return Answer.ok(JobJson.of(call, jobs.abort(call.id(), false)));
        }
        throw new ApiException(StatusCode.INVALIDJOBSTATE, "A job cannot be put into state '" + state + "'");
    }

    private Answer delete(Call call) {
        jobs.delete(call.id(), false);
        return Answer.noContent();
    }
}
