package io.casewire.localorg.bulk;

import io.casewire.localorg.bulk.BulkJob.State;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.rights.RightsOf;
import io.casewire.localorg.soql.QueryPlan;
import io.casewire.localorg.store.RecordStore;
import io.casewire.localorg.store.Row;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Writes the result of a query job to a file, with an index of where each row begins. */
final class QueryRun {
    private static final String ROWS = "rows";
    private static final String INDEX = "index";
    private static final int ROWS_AT_ONCE = 2_000;

    private final RecordStore store;
    private final RightsOf rightsOf;
    private final Clock clock;

    QueryRun(RecordStore store, RightsOf rightsOf, Clock clock) {
        this.store = store;
        this.rightsOf = rightsOf;
        this.clock = clock;
    }

    void run(BulkJobs.Entry entry) {
        long started = System.nanoTime();
        BulkJob job = entry.job();
        try {
            LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
            QueryPlan plan = store.read(view -> QueryPlan.of(
                    String.valueOf(job.query()),
                    rightsOf.user(view, job.userId()).visible(view.schema()),
                    today));
            List<Row> rows = store.read(
                    view -> List.copyOf(plan.run(view, job.operation().equals("queryAll"))));
            write(entry, plan, rows);
            long active = (System.nanoTime() - started) / 1_000_000;
            entry.step(done ->
                    done.counted(rows.size(), 0, active, clock.millis()).in(State.JOB_COMPLETE, clock.millis()));
        } catch (ApiException e) {
            entry.step(failed ->
                    failed.failed(e.error().code().code() + " : " + e.error().message(), clock.millis()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(BulkJobs.Entry entry, QueryPlan plan, List<Row> rows) throws IOException {
        CsvWriter csv = new CsvWriter(entry.job().format());
        try (OutputStream out = new BufferedOutputStream(
                        Files.newOutputStream(entry.files().results(ROWS, 0)));
                DataOutputStream index = new DataOutputStream(new BufferedOutputStream(
                        Files.newOutputStream(entry.files().results(INDEX, 0))))) {
            long position = write(out, csv.line(plan.header()).take());
            index.writeLong(position);
            for (int from = 0; from < rows.size() && !entry.isAborted(); from += ROWS_AT_ONCE) {
                List<Row> some = rows.subList(from, Math.min(rows.size(), from + ROWS_AT_ONCE));
                List<List<String>> values = store.read(
                        view -> some.stream().map(row -> plan.values(view, row)).toList());
                for (List<String> row : values) {
                    position += write(out, csv.line(row).take());
                    index.writeLong(position);
                }
            }
        }
    }

    private static long write(OutputStream out, byte[] bytes) throws IOException {
        out.write(bytes);
        return bytes.length;
    }

    QueryPage page(BulkJobs.Entry entry, long from, int most) {
        Path rows = entry.files().results(ROWS, 0);
        try (RandomAccessFile index =
                        new RandomAccessFile(entry.files().results(INDEX, 0).toFile(), "r");
                RandomAccessFile data = new RandomAccessFile(rows.toFile(), "r")) {
            long total = index.length() / Long.BYTES - 1;
            long first = Math.min(from, total);
            long last = Math.min(total, first + most);
            int headerLength = (int) offset(index, 0);
            long start = offset(index, first);
            byte[] page = new byte[Math.toIntExact(headerLength + offset(index, last) - start)];
            data.readFully(page, 0, headerLength);
            data.seek(start);
            data.readFully(page, headerLength, page.length - headerLength);
            return new QueryPage(page, (int) (last - first), last == total ? -1 : last);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long offset(RandomAccessFile index, long row) throws IOException {
        index.seek(row * Long.BYTES);
        return index.readLong();
    }
}
