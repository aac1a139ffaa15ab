package io.casewire.localorg.bulk;

import io.casewire.localorg.bulk.BulkJob.State;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.schema.RecordId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All bulk jobs of the org, and the threads that carry them out. With a data folder they outlive the process. */
public final class BulkJobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BulkJobs.class);
    private static final int JOBS_AT_ONCE = 4;
    private static final String PREFIX = "750";
    private static final String INSTANCE = "Lo0";

    private final Path folder;
    private final boolean temporary;
    private final BulkRuns runs;
    private final Clock clock;
    private final Map<String, Entry> jobs = new ConcurrentSkipListMap<>();
    private final ExecutorService workers = Executors.newFixedThreadPool(JOBS_AT_ONCE, task -> {
        Thread thread = new Thread(task, "local-org-bulk");
        thread.setDaemon(true);
        return thread;
    });
    private long lastNumber;

    /** A job with its files; the job is replaced under the entry's own lock. */
    static final class Entry {
        private final JobFolder files;
        private BulkJob job;

        private Entry(BulkJob job, JobFolder files) {
            this.job = job;
            this.files = files;
        }

        synchronized BulkJob job() {
            return job;
        }

        JobFolder files() {
            return files;
        }

        /** Changes the job unless somebody aborted it meanwhile. @return the job as it is then */
        synchronized BulkJob step(UnaryOperator<BulkJob> change) {
            if (job.state() != State.ABORTED) {
                job = change.apply(job);
                files.save(job);
            }
            return job;
        }

        boolean isAborted() {
            return job().state() == State.ABORTED;
        }
    }

    /** @param dataFolder where jobs are kept; null keeps them until the org ends */
    public BulkJobs(@Nullable Path dataFolder, BulkRuns runs, Clock clock) {
        this.runs = runs;
        this.clock = clock;
        this.temporary = dataFolder == null;
        try {
            this.folder = dataFolder == null
                    ? Files.createTempDirectory("local-org-bulk")
                    : Files.createDirectories(dataFolder.resolve("bulk"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (JobFolder files : JobFolder.all(folder)) {
            BulkJob job = files.read();
            jobs.put(job.id(), new Entry(job, files));
            lastNumber = Math.max(lastNumber, RecordId.number(job.id()));
        }
    }

    /** Goes on with what was under way when the org ended. */
    public void resume() {
        jobs.values().stream()
                .filter(entry -> entry.job().state() == State.UPLOAD_COMPLETE
                        || entry.job().state() == State.IN_PROGRESS)
                .forEach(this::start);
    }

    /** The id of the next job. */
    public synchronized String nextId() {
        return RecordId.of(PREFIX, INSTANCE, ++lastNumber);
    }

    public void add(BulkJob job) {
        Entry entry = new Entry(job, JobFolder.create(folder, job));
        jobs.put(job.id(), entry);
        if (job.state() == State.UPLOAD_COMPLETE) {
            start(entry);
        }
    }

    /** @throws ApiException when there is no such job */
    public BulkJob get(String id, boolean query) {
        return entry(id, query).job();
    }

    /** All jobs of a kind, oldest first. */
    public List<BulkJob> all(boolean query) {
        return jobs.values().stream()
                .map(Entry::job)
                .filter(job -> job.isQuery() == query)
                .toList();
    }

    /** Takes the one file of an ingest job. */
    public void upload(String id, byte[] csv) {
        Entry entry = entry(id, false);
        synchronized (entry) {
            requireState(entry.job, State.OPEN);
            if (Files.exists(entry.files.data())) {
                throw invalidState("the file of this job was uploaded already");
            }
            entry.files.upload(csv);
        }
    }

    /** The upload is complete: the org begins. */
    public BulkJob close(String id) {
        Entry entry = entry(id, false);
        BulkJob closed;
        synchronized (entry) {
            requireState(entry.job, State.OPEN);
            if (!Files.exists(entry.files.data())) {
                throw invalidState("no file of this job was uploaded yet");
            }
            closed = entry.step(job -> job.in(State.UPLOAD_COMPLETE, clock.millis()));
        }
        start(entry);
        return closed;
    }

    public BulkJob abort(String id, boolean query) {
        Entry entry = entry(id, query);
        synchronized (entry) {
            if (entry.job.state().isEnd()) {
                throw invalidState("a job in state " + entry.job.state().apiName() + " cannot be aborted");
            }
            return entry.step(job -> job.in(State.ABORTED, clock.millis()));
        }
    }

    public void delete(String id, boolean query) {
        Entry entry = entry(id, query);
        synchronized (entry) {
            if (!entry.job.state().isEnd() && entry.job.state() != State.UPLOAD_COMPLETE) {
                throw invalidState("a job in state " + entry.job.state().apiName() + " cannot be deleted");
            }
            entry.step(job -> job.in(State.ABORTED, clock.millis()));
            jobs.remove(id);
            entry.files.delete();
        }
        runs.forget(entry.job());
    }

    /** The rows that were written, with the record's id and whether it is new; a header without rows before that. */
    public byte[] successful(String id) {
        return results(entry(id, false), JobFolder.SUCCESSFUL, List.of("sf__Id", "sf__Created"));
    }

    /** The rows that were refused, with the reason. */
    public byte[] failed(String id) {
        return results(entry(id, false), JobFolder.FAILED, List.of("sf__Id", "sf__Error"));
    }

    /** The rows that were never tried, because the job ended before. */
    public byte[] unprocessed(String id) {
        Entry entry = entry(id, false);
        return runs.unprocessed(entry);
    }

    private byte[] results(Entry entry, String kind, List<String> first) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List<String> header = new ArrayList<>(first);
        header.addAll(runs.columns(entry));
        all.writeBytes(new CsvWriter(entry.job().format()).line(header).take());
        try {
            for (Path file : entry.files.allResults(kind)) {
                all.writeBytes(Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toByteArray();
    }

    /** A page of a query's result. */
    public QueryPage page(String id, long from, int most) {
        Entry entry = entry(id, true);
        requireState(entry.job(), State.JOB_COMPLETE);
        return runs.page(entry, from, most);
    }

    private Entry entry(String id, boolean query) {
        Entry entry = jobs.get(id);
        if (entry == null || entry.job().isQuery() != query) {
            throw new ApiException(StatusCode.NOT_FOUND, "The requested resource does not exist");
        }
        return entry;
    }

    private static void requireState(BulkJob job, State state) {
        if (job.state() != state) {
            throw invalidState("the job is in state " + job.state().apiName() + ", not " + state.apiName());
        }
    }

    private static ApiException invalidState(String message) {
        return new ApiException(StatusCode.INVALIDJOBSTATE, message);
    }

    private void start(Entry entry) {
        workers.execute(() -> {
            try {
                runs.run(entry);
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).addKeyValue("job", entry.job().id()).log("A bulk job failed");
                entry.step(job -> job.failed("UnknownError: see the log of the local org", clock.millis()));
            }
        });
    }

    @Override
    public void close() {
        runs.stop();
        workers.shutdown();
        try {
            workers.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (temporary) {
            jobs.values().forEach(entry -> entry.files.delete());
            folder.toFile().delete();
        }
    }
}
