package io.casewire.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.delivery.Call.Row;
import io.casewire.delivery.Receipt.Result;
import io.casewire.mapping.Target;
import io.casewire.mapping.Write;
import io.casewire.model.Brake;
import io.casewire.model.Brakes;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the wanted state of every record and decides which call leaves next.
 *
 * <ul>
 *   <li>A later write of a record replaces an earlier one that has not left yet; a lower revision is dropped.
 *   <li>The most severe goes first, then the oldest; what shares object and operation shares the call.
 *   <li>At most one call is under way per lane and per channel.
 *   <li>A record that has to come after another waits until that one is in the org.
 *   <li>A retryable refusal waits and doubles its wait; a row-final one ends; one that hits everybody blocks the mapping,
 *       which tries one row now and then and opens by itself.
 *   <li>A few new records take those along that come after them, as a composite graph.
 *   <li>Where thousands of a mapping wait that are not severe, they go as a Bulk API job, step by step.
 *   <li>The budget says how many calls may leave, how long a write waits for company, and which severities wait altogether.
 * </ul>
 *
 * Time and storage are given: pure, and the same under a virtual clock. One thread at a time.
 */
public final class Outbox {
    private static final long LONGEST_OUTRANKED = 10_000;

    private final Store store;
    private final OutboxSettings settings;
    private final Map<String, OutboxEntry> pending = new HashMap<>();
    private final UnderWay underWay;
    private final BulkJobs jobs;
    private final Blocks blocks = new Blocks();
    private final Outage outage;
    private final Batches batches = new Batches();
    private final Budget budget;
    private final Departures departures;
    private final List<Ended> endedWhileWaiting = new ArrayList<>();
    private long nextCall;
    private @Nullable String sweptTo;

    /** Where entries are kept between restarts. */
    public interface Store extends Budget.Store, BulkJobs.Store {
        @Nullable
        OutboxEntry get(String id);

        void put(String id, OutboxEntry entry);

        void remove(String id);

        /** Every entry that is not done. */
        Iterable<OutboxEntry> open();

        /** The entries that follow an id in the store's own order, at most so many; from the first one for null. */
        List<OutboxEntry> following(@Nullable String id, int most);

        void put(Brakes brakes);

        Brakes brakes();
    }

    /** A write that ended without reaching the org, and why. */
    public record Ended(Write write, Finding finding) {}

    /** @param firstCall numbers calls from here, so that ids never repeat */
    public Outbox(Store store, OutboxSettings settings, long firstCall) {
        this.store = store;
        this.settings = settings;
        this.budget = new Budget(store, settings.budget());
        this.underWay = new UnderWay(settings.channels());
        this.jobs = new BulkJobs(store);
        this.outage = new Outage(settings);
        this.departures = new Departures(pending, store, settings, underWay, jobs, blocks, budget, batches);
        this.nextCall = firstCall;
        for (OutboxEntry entry : store.open()) {
            pending.put(entry.id(), entry);
            if (entry.call != null && jobs.get(entry.call) != null) {
                underWay.hand(entry.call, entry);
            } else if (entry.call != null) {
                underWay.send(entry.call, entry.channel, entry);
            }
        }
        jobs.all().stream().filter(job -> !job.waits()).forEach(job -> underWay.occupy(job.channel()));
    }

    /** A record is wanted. */
    public void want(Write write, long now) {
        if (write.insteadOf() != null && write.severity() != Severity.CRITICAL) {
            return;
        }
        OutboxEntry known = pending.get(write.id());
        OutboxEntry entry = known != null ? known : store.get(write.id());
        if (entry == null) {
            entry = new OutboxEntry(write, now);
            entry.askFirst = write.revision() > 1 && write.minds();
        } else if (write.revision() < entry.wanted.revision()
                || (write.revision() == entry.wanted.revision() && !entry.endedInVain())) {
            return;
        } else {
            // The linger counts from the oldest change that waits, or a busy record would never leave.
            entry.wantedAt = entry.done ? now : entry.wantedAt;
            entry.wanted = write;
            entry.done = false;
        }
        pending.put(entry.id(), entry);
        store.put(entry.id(), entry);
    }

    /** The org said what is left of an allowance. */
    public void hear(Allowance said, long now) {
        budget.said(said, now);
    }

    /** Somebody stops what is written, or lets it go on. */
    public void brake(Brake brake) {
        departures.brake(brake);
    }

    /** @return the write when it ended for good without reaching the org */
    public @Nullable Ended take(Receipt receipt, long now) {
        if (receipt.apiCalls() != null) {
            budget.said(receipt.apiCalls(), now);
        }
        OutboxEntry entry = pending.get(receipt.write());
        if (entry == null || !receipt.call().equals(entry.call)) {
            return null;
        }
        letGo(entry, receipt.call());
        blocks.cameBack(entry.wanted.mapping(), now, settings.probe().toMillis());
        Ended ended =
                switch (receipt.result()) {
                    case CREATED, UPDATED, DRY_RUN -> applied(entry, receipt, now);
                    case WITHHELD ->
                        end(entry, FindingCode.CONSENT_WITHDRAWN, "consent was gone when the call was to leave.", now);
                    case MERGED -> merged(entry, now);
                    case HELD -> held(entry, now);
                    case REFUSED -> refused(entry, receipt, now);
                };
        if (entry.done) {
            pending.remove(entry.id());
        }
        store.put(entry.id(), entry);
        return ended;
    }

    /** A step of a Bulk API job was taken, or not. */
    public void take(JobReceipt receipt, long now) {
        if (receipt.apiCalls() != null) {
            budget.said(receipt.apiCalls(), now);
        }
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
            store.put(entry.id(), entry);
        }
    }

    private List<OutboxEntry> rows(BulkJob job) {
        return underWay.rows(job.id()).stream()
                .map(pending::get)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing((OutboxEntry entry) -> entry.sentLane)
                        .thenComparing(OutboxEntry::id))
                .toList();
    }

    /** The org has it no more; the last one of a call lets its channel go, and ends its job. */
    private void letGo(OutboxEntry entry, String call) {
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

    /** The calls that leave now, at most one per idle channel. */
    public List<Call> plan(long now) {
        List<Call> calls = new ArrayList<>();
        if (!pending.isEmpty() && !departures.brakes().stop(Brake.Kind.DELIVERY, "", now)) {
            fillIdleChannels(calls, now);
            endOrphans(now);
            endSpare(now);
        }
        return calls;
    }

    private void fillIdleChannels(List<Call> calls, long now) {
        budget.forget(now);
        BudgetStep step = budget.step(now);
        double left = budget.isKnown(now) && !outage.isOn() ? budget.left(now) : oneAtATime(now);
        boolean large = false;
        for (int channel = 0; channel < underWay.channels(); channel++) {
            if (underWay.isIdle(channel)) {
                Call call = next(channel, step, left >= Call.MOST_CALLS, large, now);
                if (call == null) {
                    break;
                }
                calls.add(call);
                left -= call.cost();
                // One transaction holds what is planned at a time; ten thousand rows are enough for it.
                large |= call.job() != null;
            }
        }
        budget.save();
    }

    /** The answer to a call says how much there is, or that the org is there again. */
    private double oneAtATime(long now) {
        return underWay.isIdle() && (!outage.isOn() || outage.mayTry(now)) ? Call.MOST_CALLS : 0;
    }

    private void endOrphans(long now) {
        for (OutboxEntry entry : departures.takeOrphans()) {
            if (entry.call == null) {
                String first = Write.mapping(Objects.requireNonNull(entry.wanted.after()));
                String what = "the record it follows, '" + first + "', ended first.";
                endedWhileWaiting.add(end(entry, FindingCode.ORG_NO_PARENT, what, now));
                pending.remove(entry.id());
                store.put(entry.id(), entry);
            }
        }
    }

    private void endSpare(long now) {
        for (OutboxEntry entry : departures.takeSpare()) {
            if (entry.call == null) {
                entry.end(now);
                pending.remove(entry.id());
                store.put(entry.id(), entry);
            }
        }
    }

    /** Writes that ended since this was last asked because the record they have to follow never came to be. */
    public List<Ended> takeEndedWhileWaiting() {
        List<Ended> ended = List.copyOf(endedWhileWaiting);
        endedWhileWaiting.clear();
        return ended;
    }

    /** Forgets records that are long done, looking at the next few; called again and again it comes round to all. */
    public void forgetSome(long now, int most) {
        List<OutboxEntry> some = store.following(sweptTo, most);
        for (OutboxEntry entry : some) {
            if (entry.isForgettable(now, settings.keepDone().toMillis())) {
                store.remove(entry.id());
            }
        }
        sweptTo = some.size() < most ? null : some.get(some.size() - 1).id();
    }

    /** Whether every record is as wanted. */
    public boolean isEmpty() {
        return pending.isEmpty();
    }

    /** How it stands, for people. */
    public OutboxStatus status(long now) {
        budget.forget(now);
        long oldest = pending.values().stream()
                .mapToLong(entry -> entry.wantedAt)
                .min()
                .orElse(now);
        Map<String, Finding> blocked = new TreeMap<>();
        blocks.all()
                .forEach((mapping, block) -> blocked.put(
                        mapping,
                        new Finding(
                                FindingCode.ORG_BLOCKED,
                                "mapping '" + mapping + "'",
                                block.code + " for " + (now - block.since) / 1000 + " s.")));
        return new OutboxStatus(
                pending.size(),
                underWay.size(),
                now - oldest,
                blocked,
                jobs.finding(now),
                budget.status(now),
                departures.brakes());
    }

    private @Nullable Call next(int channel, BudgetStep ladder, boolean mayCall, boolean large, long now) {
        OutboxEntry first = departures.mostUrgent(ladder, mayCall, now);
        BulkJob job = large || !mayCall ? null : jobs.due(it -> maySend(it, ladder, now), now);
        if (job != null && !isOutranked(job, first, now)) {
            return advance(job, channel, now);
        }
        if (first == null) {
            return null;
        }
        List<OutboxEntry> many = departures.enoughForAJob(first, now);
        if (large && !many.isEmpty()) {
            return null;
        }
        if (!many.isEmpty()) {
            return open(many, channel, now);
        }
        List<OutboxEntry> together = departures.together(first, now);
        List<OutboxEntry> families = departures.withThoseThatFollow(together, now);
        String id = "c" + nextCall++;
        return families.isEmpty()
                ? send(Calls.of(id, channel, together), together, channel, now)
                : send(Calls.graph(id, channel, families), families, channel, now);
    }

    private boolean maySend(BulkJob job, BudgetStep ladder, long now) {
        return ladder.sends(job.severity()) && !departures.isStopped(job.mapping(), now);
    }

    /** What is severe goes first; but a job holds lanes, so it is not left for long. */
    private static boolean isOutranked(BulkJob job, @Nullable OutboxEntry first, long now) {
        boolean severe = first != null && first.wanted.severity().isSevere();
        return severe && now - job.notBefore() < LONGEST_OUTRANKED;
    }

    private Call open(List<OutboxEntry> entries, int channel, long now) {
        OutboxEntry first = entries.get(0);
        BulkJob job = BulkJob.opening("c" + nextCall++, first.wanted.mapping(), first.wanted.severity(), channel);
        for (OutboxEntry entry : entries) {
            entry.sent(job.id(), channel, entries.size(), false, now);
            underWay.hand(job.id(), entry);
            store.put(entry.id(), entry);
        }
        underWay.occupy(channel);
        jobs.put(job);
        return spend(job, Calls.of(job, entries), now);
    }

    /** The next step of a job; null when nothing is left of it. */
    private @Nullable Call advance(BulkJob job, int channel, long now) {
        List<OutboxEntry> entries = job.next() == BulkStep.SEND ? fitting(job) : rows(job);
        if (entries.isEmpty()) {
            end(job);
            return null;
        }
        BulkJob begun = job.through(channel);
        underWay.occupy(channel);
        jobs.put(begun);
        return spend(begun, Calls.of(begun, entries), now);
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
            store.put(entry.id(), entry);
        }
        return fitting;
    }

    private Call send(Call call, List<OutboxEntry> entries, int channel, long now) {
        for (OutboxEntry entry : entries) {
            entry.sent(call.id(), channel, entries.size(), call.api() == Api.GRAPH, now);
            underWay.send(call.id(), channel, entry);
            store.put(entry.id(), entry);
        }
        return spend(call, now);
    }

    private Call spend(BulkJob job, Call call, long now) {
        budget.spend(job.mapping(), call.cost(), now);
        return call;
    }

    private Call spend(Call call, long now) {
        double ofARow = (double) call.cost() / call.rows().size();
        call.rows().stream()
                .collect(Collectors.groupingBy(Row::mapping, Collectors.counting()))
                .forEach((mapping, rows) -> budget.spend(mapping, rows * ofARow, now));
        return call;
    }

    private @Nullable Ended applied(OutboxEntry entry, Receipt receipt, long now) {
        heardFrom(entry);
        entry.attempts = 0;
        entry.notBefore = 0;
        entry.refused = false;
        entry.locks = 0;
        entry.appliedRevision = receipt.revision();
        entry.dry = receipt.result() == Result.DRY_RUN;
        if (receipt.recordId() != null) {
            entry.recordId = receipt.recordId();
        }
        if (receipt.result() == Result.CREATED) {
            budget.created(now);
        }
        entry.lastWritten = entry.sentIfUnchanged;
        entry.askFirst = false;
        entry.standIn = null;
        handOver(entry);
        if (entry.wanted.revision() <= receipt.revision()) {
            entry.end(now);
        } else {
            entry.wantedAt = now;
        }
        String mapping = entry.wanted.mapping();
        if (blocks.passed(mapping, entry.id())) {
            pending.values().stream()
                    .filter(it -> it.wanted.mapping().equals(mapping))
                    .forEach(it -> it.notBefore = 0);
        }
        return null;
    }

    /** What people did is final, and no fault of anybody. */
    private @Nullable Ended merged(OutboxEntry entry, long now) {
        heardFrom(entry);
        entry.askFirst = false;
        entry.end(now);
        return null;
    }

    /** What stood in for a record is that record from now on. */
    private void handOver(OutboxEntry entry) {
        Write written = entry.wanted;
        OutboxEntry other = written.insteadOf() == null ? null : pending.get(written.insteadOf());
        if (other != null
                && other.isCreate()
                && other.call == null
                && entry.recordId != null
                && other.wanted.object().equals(written.object())
                && other.wanted.target().externalId().equals(written.target().externalId())
                && other.wanted.key().equals(written.key())) {
            SortedMap<String, JsonNode> standIn = new TreeMap<>(written.create());
            standIn.putAll(written.ifUnchanged());
            standIn.putAll(written.always());
            other.standIn = standIn;
            other.recordId = entry.recordId;
            store.put(other.id(), other);
        }
    }

    /** Whether events get through says nothing about API calls. */
    private void heardFrom(OutboxEntry entry) {
        if (entry.wanted.target().kind() != Target.Kind.EVENT) {
            outage.answered();
        }
    }

    /** Not the row's fault, and nobody refused it: it waits for its turn without counting. */
    private @Nullable Ended held(OutboxEntry entry, long now) {
        entry.notSent();
        entry.notBefore = now + settings.probe().toMillis();
        return null;
    }

    private @Nullable Ended refused(OutboxEntry entry, Receipt receipt, long now) {
        String code = receipt.code() == null ? Refusal.NO_ANSWER : receipt.code();
        entry.attempts++;
        entry.locks = code.equals(Refusal.LOCKED) ? entry.locks + 1 : 0;
        if (code.equals(Refusal.NO_ANSWER) || code.equals(Refusal.UNPROCESSED)) {
            entry.mayBeThere();
        }
        if (!code.equals(Refusal.NO_ANSWER)) {
            heardFrom(entry);
            entry.refused = true;
            // Or a record that was probed would have to wait out its limit when the org takes it at last.
            entry.notSent();
        } else if (entry.wanted.target().kind() != Target.Kind.EVENT) {
            outage.noAnswer(receipt.call(), now);
        }
        if (maySucceedOtherwise(entry, code, receipt)) {
            entry.notBefore = now + settings.retryMillis(1);
            return null;
        }
        switch (Refusal.of(code)) {
            case RETRYABLE -> entry.notBefore = now + settings.retryMillis(entry.attempts);
            case ROW_FINAL -> {
                return end(entry, FindingCode.ORG_REFUSED_ROW, code + named(receipt) + ".", now);
            }
            case ORG_BLOCKED -> {
                long probe = settings.probe().toMillis();
                if (blocks.refused(entry.wanted.mapping(), entry.id(), code, now, probe)) {
                    return end(entry, FindingCode.ORG_REFUSED_ROW, code + named(receipt) + ", while others pass.", now);
                }
                entry.notBefore = blocks.of(entry.wanted.mapping()) == null ? now + probe : 0;
            }
        }
        return null;
    }

    /** Asked for first, or in smaller company. */
    private boolean maySucceedOtherwise(OutboxEntry entry, String code, Receipt receipt) {
        Target target = entry.wanted.target();
        if (target.kind() == Target.Kind.FLOW && Refusal.breaksLimits(code, receipt.message())) {
            return batches.halve(target, entry.sentWith);
        }
        boolean isThere = code.equals(Refusal.DUPLICATE)
                && entry.isCreate()
                && (entry.sentInFamily || !target.unique().isEmpty());
        boolean gone = !entry.isCreate() && code.equals(Refusal.DELETED);
        if ((isThere || gone) && !entry.askFirst) {
            entry.askFirst = true;
            return true;
        }
        return false;
    }

    private static String named(Receipt receipt) {
        return receipt.fields() == null || receipt.fields().isEmpty() ? "" : " on " + receipt.fields();
    }

    private static Ended end(OutboxEntry entry, FindingCode code, String what, long now) {
        entry.end(now);
        entry.attempts = 0;
        return new Ended(entry.wanted, new Finding(code, "mapping '" + entry.wanted.mapping() + "'", what));
    }
}
