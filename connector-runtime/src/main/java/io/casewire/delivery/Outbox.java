package io.casewire.delivery;

import io.casewire.delivery.Call.Row;
import io.casewire.mapping.Write;
import io.casewire.model.Brake;
import io.casewire.model.Brakes;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final Entries entries;
    private final UnderWay underWay;
    private final BulkJobs jobs;
    private final Blocks blocks = new Blocks();
    private final Outage outage;
    private final Batches batches = new Batches();
    private final Budget budget;
    private final Departures departures;
    private final JobSteps jobSteps;
    private final Receipts receipts;
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
        this.entries = new Entries(store, settings);
        this.budget = new Budget(store, settings.budget());
        this.underWay = new UnderWay(settings.channels());
        this.jobs = new BulkJobs(store);
        this.outage = new Outage(settings);
        this.departures = new Departures(entries, store, settings, underWay, jobs, blocks, budget, batches);
        this.jobSteps = new JobSteps(entries, underWay, jobs);
        this.receipts = new Receipts(entries, settings, blocks, batches, outage, budget);
        this.nextCall = firstCall;
        entries.waiting().forEach(entry -> {
            if (entry.call != null && jobs.get(entry.call) != null) {
                underWay.hand(entry.call, entry);
            } else if (entry.call != null) {
                underWay.send(entry.call, entry.channel, entry);
            }
        });
        jobs.all().stream().filter(job -> !job.waits()).forEach(job -> underWay.occupy(job.channel()));
    }

    /** A record is wanted. */
    public void want(Write write, long now) {
        if (write.insteadOf() != null && write.severity() != Severity.CRITICAL) {
            return;
        }
        OutboxEntry entry = entries.known(write.id());
        want(entry, entry != null && isOfTheSameMoment(write, entry.wanted) ? write.behind(entry.wanted) : write, now);
    }

    private static boolean isOfTheSameMoment(Write write, Write before) {
        return write.revision() == before.revision() && !write.cause().equals(before.cause());
    }

    private void want(@Nullable OutboxEntry known, Write write, long now) {
        OutboxEntry entry = known;
        if (entry == null) {
            entry = new OutboxEntry(write, now);
            entry.askFirst = write.revision() > 1 && write.minds() && !entry.takesOver;
        } else if (write.revision() < entry.wanted.revision()
                || (write.revision() == entry.wanted.revision() && !entry.endedInVain())) {
            return;
        } else {
            // The linger counts from the oldest change that waits, or a busy record would never leave.
            entry.wantedAt = entry.done ? now : entry.wantedAt;
            boolean anew = entry.isThere() || entry.endedInVain();
            entry.wanted = anew ? write : write.madeFor(entry.wanted);
            entry.done = false;
        }
        entries.keep(entry);
    }

    /**
     * The org does not hold what was written: it is written once more. Nothing happens where something newer is wanted, or
     * is on its way.
     *
     * @param recordId in the org; null when the record is gone there
     */
    public void repair(Write write, @Nullable String recordId, long now) {
        OutboxEntry entry = entries.known(write.id());
        if (entry != null && (!entry.done || entry.wanted.revision() > write.revision())) {
            return;
        }
        if (entry == null) {
            entry = new OutboxEntry(write, now);
        }
        entry.again(recordId, now);
        entries.keep(entry);
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
        OutboxEntry entry = entries.waiting(receipt.write());
        if (entry == null || !receipt.call().equals(entry.call)) {
            return null;
        }
        jobSteps.letGo(entry, receipt.call());
        blocks.cameBack(entry.wanted.mapping(), now, settings.probe().toMillis());
        Ended ended = receipts.take(entry, receipt, now);
        entries.keep(entry);
        return ended;
    }

    /** A step of a Bulk API job was taken, or not. */
    public void take(JobReceipt receipt, long now) {
        if (receipt.apiCalls() != null) {
            budget.said(receipt.apiCalls(), now);
        }
        jobSteps.take(receipt, now);
    }

    /** The calls that leave now, at most one per idle channel. */
    public List<Call> plan(long now) {
        List<Call> calls = new ArrayList<>();
        if (!entries.isEmpty() && !departures.brakes().stop(Brake.Kind.DELIVERY, "", now)) {
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
                String what = "the record it follows, '" + first + "', ended first or never came.";
                endedWhileWaiting.add(Receipts.end(entry, FindingCode.ORG_NO_PARENT, what, now));
                entries.keep(entry);
            }
        }
    }

    private void endSpare(long now) {
        for (OutboxEntry entry : departures.takeSpare()) {
            if (entry.call == null) {
                entry.end(now);
                entries.keep(entry);
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
        return entries.isEmpty();
    }

    /** When one that rests by itself may leave; {@link Long#MAX_VALUE} while none does. */
    long nextLook() {
        return entries.isEmpty() ? Long.MAX_VALUE : entries.nextLook();
    }

    /** How it stands, for people. */
    public OutboxStatus status(long now) {
        budget.forget(now);
        long oldest = entries.waiting().mapToLong(entry -> entry.wantedAt).min().orElse(now);
        Map<String, Finding> blocked = new TreeMap<>();
        blocks.all()
                .forEach((mapping, block) -> blocked.put(
                        mapping,
                        new Finding(
                                FindingCode.ORG_BLOCKED,
                                "mapping '" + mapping + "'",
                                block.code + " for " + (now - block.since) / 1000 + " s.")));
        return new OutboxStatus(
                entries.size(),
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
            Call step = jobSteps.advance(job, channel);
            return step == null ? null : spend(job.mapping(), step, now);
        }
        if (first == null) {
            return null;
        }
        List<OutboxEntry> many = departures.enoughForAJob(first, now);
        if (large && !many.isEmpty()) {
            return null;
        }
        if (!many.isEmpty()) {
            Call opening = jobSteps.open(many, "c" + nextCall++, channel, now);
            return spend(first.wanted.mapping(), opening, now);
        }
        List<OutboxEntry> together = departures.together(first, now);
        List<OutboxEntry> families = departures.withThoseThatFollow(together, now);
        String id = "c" + nextCall++;
        return families.isEmpty()
                ? send(Calls.of(id, channel, together), together, channel, now)
                : send(Calls.graph(id, channel, families), families, channel, now);
    }

    private boolean maySend(BulkJob job, BudgetStep ladder, long now) {
        return ladder.sends(job.severity())
                && !departures.isStopped(job.mapping(), now)
                && !departures.isStopped(Api.BULK, now);
    }

    /** What is severe goes first; but a job holds lanes, so it is not left for long. */
    private static boolean isOutranked(BulkJob job, @Nullable OutboxEntry first, long now) {
        boolean severe = first != null && first.wanted.severity().isSevere();
        return severe && now - job.notBefore() < LONGEST_OUTRANKED;
    }

    private Call send(Call call, List<OutboxEntry> rows, int channel, long now) {
        for (OutboxEntry entry : rows) {
            entry.sent(call.id(), channel, rows.size(), call.api() == Api.GRAPH, now);
            underWay.send(call.id(), channel, entry);
            entries.keep(entry);
        }
        return spend(call, now);
    }

    private Call spend(String mapping, Call call, long now) {
        budget.spend(mapping, call.cost(), now);
        return call;
    }

    private Call spend(Call call, long now) {
        double ofARow = (double) call.cost() / call.rows().size();
        call.rows().stream()
                .collect(Collectors.groupingBy(Row::mapping, Collectors.counting()))
                .forEach((mapping, rows) -> budget.spend(mapping, rows * ofARow, now));
        return call;
    }
}
