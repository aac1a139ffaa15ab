package io.casewire.localorg.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.localorg.dml.Dml;
import io.casewire.localorg.dml.RowLocks;
import io.casewire.localorg.dml.SaveResult;
import io.casewire.localorg.dml.WriteContext;
import io.casewire.localorg.error.ApiError;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.http.RequestLog;
import io.casewire.localorg.limits.Allowances;
import io.casewire.localorg.limits.Limit;
import io.casewire.localorg.rights.RightsOf;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.RecordId;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.setup.Setup;
import io.casewire.localorg.store.RecordStore;
import io.casewire.localorg.store.Transaction;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Writes the rows of bulk jobs, 200 in a transaction, as Salesforce hands them to its triggers. */
final class IngestWriter {
    private static final int CHUNK = 200;

    private final RecordStore store;
    private final Dml dml;
    private final RowLocks locks;
    private final RightsOf rightsOf;
    private final Allowances allowances;
    private final Setup setup;
    private final RequestLog log;
    private final Clock clock;
    private volatile boolean stopped;

    IngestWriter(
            RecordStore store,
            Dml dml,
            RowLocks locks,
            RightsOf rightsOf,
            Allowances allowances,
            Setup setup,
            RequestLog log,
            Clock clock) {
        this.store = store;
        this.dml = dml;
        this.locks = locks;
        this.rightsOf = rightsOf;
        this.allowances = allowances;
        this.setup = setup;
        this.log = log;
        this.clock = clock;
    }

    /** No chunk is begun any more. Nobody is interrupted: that would close the files they write to. */
    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    long now() {
        return clock.millis();
    }

    boolean takeBatch() {
        return allowances.take(Limit.DAILY_BULK_BATCHES, 1);
    }

    Columns columns(BulkJob job, List<String> header) {
        SObjectType type = store.schema().type(job.object());
        return Columns.of(type, header, job.operation(), job.externalIdFieldName());
    }

    /** Writes what is left of a batch; counts what was done before and what is done now. */
    void write(IngestBatch batch, AtomicLong processed, AtomicLong failed) {
        JobFolder files = batch.entry().files();
        Path successes = files.results(JobFolder.SUCCESSFUL, batch.number());
        Path failures = files.results(JobFolder.FAILED, batch.number());
        files.cut(successes, store.mark(batch.mark("successful")));
        files.cut(failures, store.mark(batch.mark("failed")));
        int done = (int) store.mark(batch.mark("rows"));
        processed.addAndGet(done);
        failed.addAndGet(store.mark(batch.mark("refused")));
        while (done < batch.rows().size() && !batch.entry().isAborted() && !stopped) {
            int to = Math.min(batch.rows().size(), done + CHUNK);
            int refused = writeChunk(batch, done, to, successes, failures);
            processed.addAndGet(to - done);
            failed.addAndGet(refused);
            done = to;
        }
        pause(batch.entry());
    }

    private void pause(BulkJobs.Entry entry) {
        long end = System.nanoTime() + setup.settings().bulkPauseMillis() * 1_000_000L;
        while (System.nanoTime() < end && !entry.isAborted() && !stopped) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    private int writeChunk(IngestBatch batch, int from, int to, Path successes, Path failures) {
        BulkJob job = batch.entry().job();
        CsvWriter successful = new CsvWriter(job.format());
        CsvWriter failed = new CsvWriter(job.format());
        List<String> written = new ArrayList<>(to - from);
        Instant now = clock.instant();
        try (RowLocks.Holder held = locks.holder()) {
            try (Transaction tx = store.begin()) {
                WriteContext context = new WriteContext(
                        job.userId(), job.username(), now, job.assign(), false, held, rightsOf.user(tx, job.userId()));
                for (List<String> row : batch.rows().subList(from, to)) {
                    attempt(tx, job, batch.columns(), row, context, successful, failed, written);
                }
                JobFolder files = batch.entry().files();
                int refused = to - from - written.size();
                tx.mark(batch.mark("rows"), to);
                tx.mark(batch.mark("refused"), store.mark(batch.mark("refused")) + refused);
                tx.mark(batch.mark("successful"), files.append(successes, successful.take()));
                tx.mark(batch.mark("failed"), files.append(failures, failed.take()));
                tx.commit();
            }
            held.work();
        }
        log.add(new RequestLog.Entry(
                0,
                now,
                job.username(),
                "BULK",
                "/jobs/ingest/" + job.id(),
                job.object(),
                to - from,
                200,
                clock.instant(),
                written));
        return to - from - written.size();
    }

    private void attempt(
            Transaction tx,
            BulkJob job,
            Columns columns,
            List<String> row,
            WriteContext context,
            CsvWriter successful,
            CsvWriter failed,
            List<String> written) {
        Transaction.Savepoint before = tx.savepoint();
        List<String> result = new ArrayList<>(row.size() + 2);
        try {
            SaveResult saved = write(tx, job, columns.fields(row), context);
            written.add(String.valueOf(saved.id()));
            result.add(String.valueOf(saved.id()));
            result.add(Boolean.toString(saved.created()));
            result.addAll(row);
            successful.line(result);
        } catch (ApiException e) {
            tx.rollbackTo(before);
            result.add("");
            result.add(text(e.error()));
            result.addAll(row);
            failed.line(result);
        }
    }

    private static String text(ApiError error) {
        return error.code().code() + ":" + error.message() + ":" + String.join(",", error.fields()) + " --";
    }

    private SaveResult write(Transaction tx, BulkJob job, ObjectNode fields, WriteContext context) {
        SObjectType type = tx.schema().find(job.object());
        if (type == null) {
            throw new ApiException(StatusCode.INVALID_TYPE, "sObject type '" + job.object() + "' is not supported.");
        }
        return switch (job.operation()) {
            case "insert" -> dml.insert(tx, type, fields, context);
            case "upsert" -> upsert(tx, type, String.valueOf(job.externalIdFieldName()), fields, context);
            case "update" -> {
                String id = takeId(fields);
                yield dml.update(tx, type, id, fields, context);
            }
            default -> dml.delete(tx, type, takeId(fields), context);
        };
    }

    private SaveResult upsert(
            Transaction tx, SObjectType type, String keyName, ObjectNode fields, WriteContext context) {
        Field key = type.field(keyName);
        JsonNode value = remove(fields, keyName);
        if (value == null || value.isNull()) {
            if (keyName.equalsIgnoreCase("Id")) {
                return dml.insert(tx, type, fields, context);
            }
            throw new ApiException(StatusCode.REQUIRED_FIELD_MISSING, key.name() + " not specified", key.name());
        }
        return keyName.equalsIgnoreCase("Id")
                ? dml.update(tx, type, id(value.asText()), fields, context)
                : dml.upsert(tx, type, key, value, fields, context);
    }

    private static String takeId(ObjectNode fields) {
        JsonNode id = remove(fields, "Id");
        if (id == null || id.isNull()) {
            throw new ApiException(StatusCode.REQUIRED_FIELD_MISSING, "Id not specified", "Id");
        }
        return id(id.asText());
    }

    private static String id(String text) {
        String id = RecordId.normalize(text);
        if (id == null) {
            throw new ApiException(StatusCode.MALFORMED_ID, "bad id " + text, "Id");
        }
        return id;
    }

    /** Header names are written in any case. */
    private static @Nullable JsonNode remove(ObjectNode fields, String name) {
        JsonNode exact = fields.remove(name);
        if (exact != null) {
            return exact;
        }
        return fields.properties().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .findFirst()
                .map(entry -> fields.remove(entry.getKey()))
                .orElse(null);
    }
}
