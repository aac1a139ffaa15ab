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
        if (job.next().compareTo(BulkStep.SEND) > 0) {
            refusal = null;
        }
    }

    void end(BulkJob job) {
        jobs.remove(job.id());
        store.remove(job);
    }

    /** One ended early. @param code why, in the org's words; null when the org is not to blame */
    void gaveUp(@Nullable String code, long now) {
        refusal = code;
        notBefore = now + PAUSE;
    }

    boolean mayOpen(long now) {
        return now >= notBefore;
    }

    /** The one whose next step is to be taken, oldest first; what is stopped is not sent. */
    @Nullable
    BulkJob due(Predicate<String> isStopped, long now) {
        return jobs.values().stream()
                .filter(job -> job.waits() && job.notBefore() <= now)
                .filter(job -> job.next() != BulkStep.SEND || !isStopped.test(job.mapping()))
                .findFirst()
                .orElse(null);
    }

    /** What an admin should know. */
    @Nullable
    Finding finding() {
        return refusal == null ? null : new Finding(FindingCode.ORG_NO_BULK, "Bulk API", refusal + ".");
    }
}
