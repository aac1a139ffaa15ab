package io.casewire.localorg.bulk;

import io.casewire.localorg.bulk.BulkJob.State;
import io.casewire.localorg.bulk.CsvReader.CsvException;
import io.casewire.localorg.dml.Dml;
import io.casewire.localorg.dml.RowLocks;
import io.casewire.localorg.http.RequestLog;
import io.casewire.localorg.limits.Allowances;
import io.casewire.localorg.rights.RightsOf;
import io.casewire.localorg.setup.Setup;
import io.casewire.localorg.store.RecordStore;
import io.casewire.localorg.store.Transaction;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Carries jobs out, and reads from their files what became of them. */
public final class BulkRuns {
    private final RecordStore store;
    private final IngestWriter writer;
    private final QueryRun queries;
    private final ExecutorService batches = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "local-org-bulk-batch");
        thread.setDaemon(true);
        return thread;
    });

    public BulkRuns(
            RecordStore store,
            Dml dml,
            RowLocks locks,
            RightsOf rightsOf,
            Allowances allowances,
            Setup setup,
            RequestLog log,
            Clock clock) {
        this.store = store;
        this.writer = new IngestWriter(store, dml, locks, rightsOf, allowances, setup, log, clock);
        this.queries = new QueryRun(store, rightsOf, clock);
    }

    void run(BulkJobs.Entry entry) {
        if (entry.job().state() == State.UPLOAD_COMPLETE) {
            entry.step(job -> job.in(State.IN_PROGRESS, writer.now()));
        }
        if (entry.isAborted()) {
            return;
        }
        if (entry.job().isQuery()) {
            queries.run(entry);
        } else {
            new IngestRun(entry, writer, batches).run();
        }
    }

    /** Whatever is under way ends where it is, to go on when the org starts again. */
    void stop() {
        writer.stop();
    }

    QueryPage page(BulkJobs.Entry entry, long from, int most) {
        return queries.page(entry, from, most);
    }

    /** The header of the uploaded file. */
    List<String> columns(BulkJobs.Entry entry) {
        if (!Files.exists(entry.files().data())) {
            return List.of();
        }
        try (Reader text = Files.newBufferedReader(entry.files().data())) {
            List<String> header = reader(entry, text).next();
            return header == null ? List.of() : header;
        } catch (IOException | CsvException e) {
            return List.of();
        }
    }

    private static CsvReader reader(BulkJobs.Entry entry, Reader text) {
        return new CsvReader(text, entry.job().format().delimiter().character());
    }

    byte[] unprocessed(BulkJobs.Entry entry) {
        CsvWriter csv = new CsvWriter(entry.job().format());
        csv.line(columns(entry));
        if (entry.job().state() != State.JOB_COMPLETE
                && Files.exists(entry.files().data())) {
            try (Reader text = Files.newBufferedReader(entry.files().data())) {
                unprocessed(entry, reader(entry, text), csv);
            } catch (CsvException e) {
                // What cannot be read was not processed either; what could be is listed.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return csv.take();
    }

    private void unprocessed(BulkJobs.Entry entry, CsvReader in, CsvWriter out) throws IOException, CsvException {
        in.next();
        long row = 0;
        for (List<String> values = in.next(); values != null; values = in.next()) {
            long batch = row / IngestRun.BATCH;
            if (row % IngestRun.BATCH >= store.mark("bulk/" + entry.job().id() + "/" + batch + "/rows")) {
                out.line(values);
            }
            row++;
        }
    }

    /** A deleted job leaves nothing behind. */
    void forget(BulkJob job) {
        List<String> marks = store.marks("bulk/" + job.id() + "/");
        if (!marks.isEmpty()) {
            try (Transaction tx = store.begin()) {
                marks.forEach(mark -> tx.mark(mark, 0));
                tx.commit();
            }
        }
    }
}
