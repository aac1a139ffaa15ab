package io.casewire.delivery;

import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The Bulk API jobs that are under way, and whether another one may be opened. */
final class BulkJobs {
    /** What ended a job would end the next one too; its rows go by collections meanwhile. */
    private static final long PAUSE = 10 * 60_000L;

    private final Store store;
    private final Map<String, BulkJob> jobs = new TreeMap<>();
    private long notBefore;
    private @Nullable String refusal;

    /** Where they are kept between restarts. */
    interface Store {
        void put(BulkJob job);

        void remove(BulkJob job);

        Collection<BulkJob> jobs();
    }

    BulkJobs(Store store) {
        this.store = store;
        store.jobs().forEach(job -> jobs.put(job.id(), job));
    }

    @Nullable
    BulkJob get(String id) {
        return jobs.get(id);
    }

    Collection<BulkJob> all() {
        return jobs.values();
    }

    void put(BulkJob job) {
        jobs.put(job.id(), job);
        store.put(job);
    }

    void end(BulkJob job) {
        jobs.remove(job.id());
        store.remove(job);
    }

    /** No other one for a while, and nobody is to blame. */
    void pause(long now) {
        notBefore = now + PAUSE;
    }

    /** The org does not take one. @param code why, in its words */
    void refused(String code, long now) {
        refusal = code;
        pause(now);
    }

    /** The org took one. */
    void accepted() {
        refusal = null;
    }

    boolean mayOpen(long now) {
        return now >= notBefore;
    }

    /** The one whose next step is to be taken, oldest first. @param maySend whether the file of one may leave */
    @Nullable
    BulkJob due(Predicate<BulkJob> maySend, long now) {
        return jobs.values().stream()
                .filter(job -> job.waits() && job.notBefore() <= now)
                .filter(job -> job.next() != BulkStep.SEND || maySend.test(job))
                .findFirst()
                .orElse(null);
    }

    /** What an admin should know. */
    @Nullable
    Finding finding(long now) {
        return refusal == null || mayOpen(now) ? null : new Finding(FindingCode.ORG_NO_BULK, "Bulk API", refusal + ".");
    }
}
