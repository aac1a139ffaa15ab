package io.casewire.localorg.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.bulk.BulkJob;
import io.casewire.localorg.bulk.BulkJob.State;
import io.casewire.localorg.bulk.BulkJobs;
import io.casewire.localorg.bulk.CsvFormat;
import io.casewire.localorg.bulk.QueryPage;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.limits.Allowances;
import io.casewire.localorg.limits.Limit;
import io.casewire.localorg.soql.QueryPlan;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;

/** Bulk API 2.0 query jobs. */
final class BulkQuery {
    private static final int MOST_ROWS = 50_000;

    private final BulkJobs jobs;
    private final Allowances allowances;

    BulkQuery(BulkJobs jobs, Allowances allowances) {
        this.jobs = jobs;
        this.allowances = allowances;
    }

    void routes(Routes routes) {
        routes.on("POST", "/jobs/query", this::create)
                .on("GET", "/jobs/query", call -> JobJson.list(call, jobs.all(true)))
                .on("GET", "/jobs/query/{id}", call -> JobJson.whole(call, jobs.get(call.id(), true)))
                .on("PATCH", "/jobs/query/{id}", this::abort)
                .on("DELETE", "/jobs/query/{id}", this::delete)
                .on("GET", "/jobs/query/{id}/results", this::results);
    }

    private Answer create(Call call) {
        ObjectNode body = call.body();
        String operation = body.path("operation").asText("");
        if (!operation.equals("query") && !operation.equals("queryAll")) {
            throw new ApiException(StatusCode.INVALIDJOB, "Unknown operation '" + operation + "'");
        }
        String soql = body.path("query").asText("");
        LocalDate today = LocalDate.ofInstant(call.now(), ZoneOffset.UTC);
        QueryPlan plan = call.work().read(view -> QueryPlan.of(soql, view.schema(), today));
        if (!plan.isTable()) {
            throw new ApiException(
                    StatusCode.INVALIDJOB, "Bulk queries take neither aggregates nor GROUP BY nor queries of children");
        }
        if (!allowances.take(Limit.DAILY_BULK_QUERY_JOBS, 1)) {
            throw new ApiException(StatusCode.LIMIT_EXCEEDED, "The daily limit of query jobs is reached");
        }
        long now = call.now().toEpochMilli();
        BulkJob job = new BulkJob(
                jobs.nextId(),
                operation,
                plan.type().name(),
                null,
                soql,
                CsvFormat.of(
                        body.path("columnDelimiter").asText(""),
                        body.path("lineEnding").asText("")),
                false,
                call.versionNumber(),
                call.session().userId(),
                call.session().username(),
                now,
                now,
                State.UPLOAD_COMPLETE,
                0,
                0,
                null,
                0);
        jobs.add(job);
        return Answer.ok(JobJson.of(call, job)).about(job.object(), 0);
    }

    private Answer abort(Call call) {
        String state = call.body().path("state").asText("");
        if (!state.equals(State.ABORTED.apiName())) {
            throw new ApiException(StatusCode.INVALIDJOBSTATE, "A query job can only be put into state Aborted");
        }
        return Answer.ok(JobJson.of(call, jobs.abort(call.id(), true)));
    }

    private Answer delete(Call call) {
        jobs.delete(call.id(), true);
        return Answer.noContent();
    }

    private Answer results(Call call) {
        String most = call.parameter("maxRecords");
        int rows = most == null ? MOST_ROWS : positive(most);
        String locator = call.parameter("locator");
        QueryPage page = jobs.page(call.id(), locator == null ? 0 : decode(locator), Math.min(rows, MOST_ROWS));
        return Answer.csv(page.csv())
                .about(jobs.get(call.id(), true).object(), page.rows())
                .withHeader("Sforce-NumberOfRecords", Integer.toString(page.rows()))
                // The word null on the last page: a client that waits for it loops for ever without.
                .withHeader("Sforce-Locator", page.next() < 0 ? "null" : encode(page.next()));
    }

    private static int positive(String number) {
        if (!number.matches("\\d{1,9}") || Integer.parseInt(number) == 0) {
            throw new ApiException(StatusCode.INVALIDJOB, "maxRecords must be a whole number greater than zero");
        }
        return Integer.parseInt(number);
    }

    private static String encode(long row) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Long.toString(row).getBytes(StandardCharsets.US_ASCII));
    }

    private static long decode(String locator) {
        try {
            return Long.parseUnsignedLong(
                    new String(Base64.getUrlDecoder().decode(locator), StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw new ApiException(StatusCode.INVALID_QUERY_LOCATOR, "invalid query locator");
        }
    }
}
