package io.casewire.localorg.bulk;

import io.casewire.localorg.bulk.BulkJob.State;
import io.casewire.localorg.bulk.CsvReader.CsvException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One ingest job under way: its file is cut into batches of 10,000 rows, which are written at the same time, as the
 * concurrency mode {@code Parallel} says. One thread reads ahead of those that write.
 */
final class IngestRun {
    static final int BATCH = 10_000;
    /** Salesforce gives no number; two use both cores of a small machine and are enough for batches to meet. */
    private static final int BATCHES_AT_ONCE = 2;

    private final BulkJobs.Entry entry;
    private final IngestWriter writer;
    private final ExecutorService batches;
    private final Semaphore room = new Semaphore(BATCHES_AT_ONCE);
    private final AtomicLong processed = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    IngestRun(BulkJobs.Entry entry, IngestWriter writer, ExecutorService batches) {
        this.entry = entry;
        this.writer = writer;
        this.batches = batches;
    }

    void run() {
        long started = System.nanoTime();
        String problem;
        try (Reader text = Files.newBufferedReader(entry.files().data())) {
            problem = run(new CsvReader(text, entry.job().format().delimiter().character()), started);
        } catch (CsvException e) {
            problem = "InvalidBatch : " + e.getMessage();
        } catch (java.nio.charset.CharacterCodingException e) {
            problem = "InvalidBatch : the file is not UTF-8";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        count(started);
        if (writer.isStopped()) {
            return;
        }
        String why = problem;
        entry.step(job -> why == null ? job.in(State.JOB_COMPLETE, writer.now()) : job.failed(why, writer.now()));
    }

    private void count(long started) {
        long active = (System.nanoTime() - started) / 1_000_000;
        entry.step(job -> job.counted(processed.get(), failed.get(), active, writer.now()));
    }

    /** @return what is wrong with the job as a whole, or null */
    private @Nullable String run(CsvReader csv, long started) throws IOException, CsvException {
        List<String> header = csv.next();
        if (header == null) {
            return "InvalidBatch : the file is empty";
        }
        Columns columns = writer.columns(entry.job(), header);
        if (columns.problem() != null) {
            return columns.problem();
        }
        List<CompletableFuture<Void>> running = new ArrayList<>();
        String problem = null;
        for (int number = 0; problem == null && !entry.isAborted() && !writer.isStopped(); number++) {
            List<List<String>> rows = read(csv, header.size());
            if (csv.differsFrom(entry.job().format().lineEnding())) {
                problem = "LineEnding is invalid on user data. Current LineEnding setting is "
                        + entry.job().format().lineEnding();
            } else if (rows.isEmpty()) {
                break;
            } else if (!writer.takeBatch()) {
                problem = "ExceededQuota : the daily limit of batches is reached";
            } else {
                running.add(start(new IngestBatch(entry, number, columns, rows), started));
            }
        }
        running.forEach(CompletableFuture::join);
        return problem;
    }

    private static List<List<String>> read(CsvReader csv, int columns) throws IOException, CsvException {
        List<List<String>> rows = new ArrayList<>();
        while (rows.size() < BATCH) {
            List<String> row = csv.next();
            if (row == null) {
                break;
            }
            if (row.size() != columns) {
                throw new CsvException("a row has " + row.size() + " values, the header has " + columns);
            }
            rows.add(row);
        }
        return rows;
    }

    private CompletableFuture<Void> start(IngestBatch batch, long started) {
        room.acquireUninterruptibly();
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        writer.write(batch, processed, failed);
                        count(started);
                    } finally {
                        room.release();
                    }
                },
                batches);
    }
}
