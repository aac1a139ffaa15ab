package io.casewire.delivery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes Bulk API jobs from step to step, and their rows with them. */
final class JobSteps {
    private final Entries entries;
    private final UnderWay underWay;
    private final BulkJobs jobs;

    JobSteps(Entries entries, UnderWay underWay, BulkJobs jobs) {
        this.entries = entries;
        this.underWay = underWay;
        this.jobs = jobs;
    }

    /** A step of a Bulk API job was taken, or not. */
    void take(JobReceipt receipt, long now) {
        BulkJob job = jobs.get(receipt.call());
        if (job == null || job.waits() || job.next() != receipt.step() || job.attempt() != receipt.attempt()) {
            return;
        }
        underWay.release(job.channel());
        if (receipt.result() == JobReceipt.Result.GAVE_UP || job.isHopeless()) {
            giveUp(job, receipt, now);
        } else if (receipt.result() == JobReceipt.Result.NOT_YET) {
            jobs.put(job.later(now));
        } else {
            jobs.put(job.after(receipt, now));
            noteWhetherJobsPass(receipt, now);
        }
    }

    private void noteWhetherJobsPass(JobReceipt receipt, long now) {
        if (receipt.code() != null) {
            jobs.refused(receipt.code(), now);
        } else if (receipt.step() == BulkStep.OPEN) {
            jobs.accepted();
        }
    }

    private void giveUp(BulkJob job, JobReceipt receipt, long now) {
        boolean wasSent = receipt.step().compareTo(BulkStep.SEND) > 0;
        if (receipt.code() == null || wasSent) {
            jobs.pause(now);
        } else {
            jobs.refused(receipt.code(), now);
        }
        for (OutboxEntry entry : rows(job)) {
            letGo(entry, job.id());
            entry.notSent();
            if (wasSent && receipt.code() != null) {
                entry.mayBeThere();
            }
            entries.keep(entry);
        }
    }

    private List<OutboxEntry> rows(BulkJob job) {
        return underWay.rows(job.id()).stream()
                .map(entries::waiting)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing((OutboxEntry entry) -> entry.sentLane)
                        .thenComparing(OutboxEntry::id))
                .toList();
    }

    /** The org has it no more; the last one of a call lets its channel go, and ends its job. */
    void letGo(OutboxEntry entry, String call) {
        entry.call = null;
        if (underWay.answered(call, entry)) {
            BulkJob job = jobs.get(call);
            if (job == null) {
                underWay.release(entry.channel);
            } else {
                end(job);
            }
        }
    }

    private void end(BulkJob job) {
        jobs.end(job);
        if (!job.waits()) {
            underWay.release(job.channel());
        }
    }

    /** Opens a job for these. */
    Call open(List<OutboxEntry> rows, String id, int channel, long now) {
        OutboxEntry first = rows.get(0);
        BulkJob job = BulkJob.opening(id, first.wanted.mapping(), first.wanted.severity(), channel);
        for (OutboxEntry entry : rows) {
            entry.sent(job.id(), channel, rows.size(), false, now);
            underWay.hand(job.id(), entry);
            entries.keep(entry);
        }
        underWay.occupy(channel);
        jobs.put(job);
        return Calls.of(job, rows);
    }

    /** The next step of a job; null when nothing is left of it. */
    @Nullable
    Call advance(BulkJob job, int channel) {
        List<OutboxEntry> rows = job.next() == BulkStep.SEND ? fitting(job) : rows(job);
        if (rows.isEmpty()) {
            end(job);
            return null;
        }
        BulkJob begun = job.through(channel);
        underWay.occupy(channel);
        jobs.put(begun);
        return Calls.of(begun, rows);
    }

    /**
     * What is wanted may have changed since the job was opened: what leaves is the newest, as far as it goes by a job and
     * there is room.
     */
    private List<OutboxEntry> fitting(BulkJob job) {
        List<OutboxEntry> fitting = new ArrayList<>();
        long bytes = 0;
        for (OutboxEntry entry : rows(job)) {
            bytes += Calls.bytes(entry);
            if (bytes <= BulkFile.MAX_BYTES && Departures.losesNothingInAJob(entry)) {
                entry.carries();
                fitting.add(entry);
            } else {
                letGo(entry, job.id());
                entry.notSent();
            }
            entries.keep(entry);
        }
        return fitting;
    }
}
