package io.casewire.delivery;

import io.casewire.mapping.Target;
import io.casewire.mapping.Write;
import io.casewire.model.Brake;
import io.casewire.model.Brakes;
import io.casewire.model.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which of the records that wait may leave now, which of them is first, and which go with it. */
final class Departures {
    private static final Comparator<OutboxEntry> ORDER = Comparator.comparing(
                    (OutboxEntry entry) -> entry.wanted.severity(), Comparator.reverseOrder())
            .thenComparing(entry -> entry.wanted.requestedAt())
            .thenComparing(OutboxEntry::id);

    /** A decision's writes come together; one whose other does not come has none. */
    private static final long LONGEST_APART = 60_000;

    private final Entries entries;
    private final Outbox.Store store;
    private final OutboxSettings settings;
    private final UnderWay underWay;
    private final BulkJobs jobs;
    private final Blocks blocks;
    private final Budget budget;
    private final Batches batches;
    private final Set<OutboxEntry> orphans = new HashSet<>();
    private final Set<OutboxEntry> spare = new HashSet<>();
    private Brakes brakes;

    Departures(
            Entries entries,
            Outbox.Store store,
            OutboxSettings settings,
            UnderWay underWay,
            BulkJobs jobs,
            Blocks blocks,
            Budget budget,
            Batches batches) {
        this.entries = entries;
        this.store = store;
        this.settings = settings;
        this.underWay = underWay;
        this.jobs = jobs;
        this.blocks = blocks;
        this.budget = budget;
        this.batches = batches;
        this.brakes = store.brakes();
    }

    /** Somebody stops what is written, or lets it go on. */
    void brake(Brake brake) {
        brakes = brakes.with(brake);
        store.put(brakes);
    }

    Brakes brakes() {
        return brakes;
    }

    boolean isStopped(String mapping, long now) {
        return brakes.stop(Brake.Kind.MAPPING, mapping, now);
    }

    boolean isStopped(Api channel, long now) {
        return brakes.stop(Brake.Kind.CHANNEL, channel.label(), now);
    }

    /** Those found since this was last asked whose record to follow never came to be. */
    Set<OutboxEntry> takeOrphans() {
        Set<OutboxEntry> found = Set.copyOf(orphans);
        orphans.clear();
        return found;
    }

    /** Those found since this was last asked that stand in for a record which does not need it any more. */
    Set<OutboxEntry> takeSpare() {
        Set<OutboxEntry> found = Set.copyOf(spare);
        spare.clear();
        return found;
    }

    /**
     * The one whose turn it is, or none.
     *
     * @param mayCall whether there is an API call left; an event takes none
     */
    @Nullable
    OutboxEntry mostUrgent(BudgetStep step, boolean mayCall, long now) {
        OutboxEntry first = null;
        // One look at each is cheaper than keeping them in order, for most leave before the next look.
        for (OutboxEntry entry : entries.due(now)) {
            if (isDue(entry, step, now)
                    && isAffordable(entry, step, mayCall, now)
                    && mayLeave(entry, now)
                    && (first == null || ORDER.compare(entry, first) < 0)) {
                first = entry;
            }
        }
        return first;
    }

    /** As many as go together with this one as a Bulk API job; none when they are too few to be worth one. */
    List<OutboxEntry> enoughForAJob(OutboxEntry first, long now) {
        boolean possible = settings.bulkFrom() > 0
                && entries.size() >= settings.bulkFrom()
                && jobs.mayOpen(now)
                && !isStopped(Api.BULK, now)
                && budget.hasBulkBatch()
                && blocks.of(first.wanted.mapping()) == null
                && fitsAJob(first);
        if (!possible) {
            return List.of();
        }
        List<OutboxEntry> many = entries.to(first.wanted.target()).stream()
                .filter(it -> it.call == null && it.wanted.mapping().equals(first.wanted.mapping()))
                .filter(it -> shares(it, first) && fitsAJob(it) && mayLeave(it, now))
                .toList();
        return many.size() < settings.bulkFrom()
                ? List.of()
                : many.stream().sorted(ORDER).limit(BulkFile.MAX_ROWS).toList();
    }

    private static boolean fitsAJob(OutboxEntry entry) {
        return !entry.wanted.severity().isSevere() && !entry.refused && losesNothingInAJob(entry);
    }

    /** A job runs no assignment rule and passes no duplicate rule, and nothing is read before it is written. */
    static boolean losesNothingInAJob(OutboxEntry entry) {
        Write write = entry.wanted;
        boolean plain = entry.isCreate()
                ? !write.target().assignment()
                : write.ifUnchanged().isEmpty() && entry.standIn == null && !entry.takesOver;
        return plain
                && !entry.askFirst
                && write.target().kind() == Target.Kind.OBJECT
                && !write.target().allowDuplicates()
                && BulkFile.holds(write);
    }

    /** What goes with this one in a call. */
    List<OutboxEntry> together(OutboxEntry first, long now) {
        Blocks.Block block = blocks.of(first.wanted.mapping());
        if (block != null) {
            block.probing = true;
            return List.of(first);
        }
        return entries.to(first.wanted.target()).stream()
                .filter(entry -> shares(entry, first) && mayLeave(entry, now))
                .filter(entry -> areCompany(entry, first))
                .sorted(ORDER)
                .limit(batches.most(first.wanted.target()))
                .toList();
    }

    /**
     * New records, each followed by those that wait for it: one call instead of two. Only where they are few, because a
     * collection takes more of them; and only what was never refused, because all of a family fail with one.
     *
     * @return nothing when they go better by themselves
     */
    List<OutboxEntry> withThoseThatFollow(List<OutboxEntry> together, long now) {
        if (isStopped(Api.GRAPH, now)
                || together.size() > GraphCall.MAX_GRAPHS
                || !together.stream().allMatch(Departures::maySpeakForOthers)) {
            return List.of();
        }
        List<OutboxEntry> families = new ArrayList<>();
        for (OutboxEntry entry : together) {
            families.add(entry);
            entries.after(entry.id()).stream()
                    .filter(it -> mayFollowAtOnce(it, now))
                    .sorted(ORDER)
                    .limit(Call.MAX_ROWS / GraphCall.MAX_GRAPHS)
                    .forEach(families::add);
        }
        return families.size() == together.size() ? List.of() : families;
    }

    private boolean mayFollowAtOnce(OutboxEntry entry, long now) {
        Write wanted = entry.wanted;
        return entry.call == null
                && isPlainCreate(entry)
                && entry.notBefore <= now
                && !isStopped(wanted.mapping(), now)
                && !underWay.isBusy(wanted.lane(), wanted.severity())
                && blocks.of(wanted.mapping()) == null
                && wanted.insteadOf() == null;
    }

    private static boolean maySpeakForOthers(OutboxEntry entry) {
        return isPlainCreate(entry) && entry.wanted.after() == null && entry.wanted.insteadOf() == null;
    }

    private static boolean isPlainCreate(OutboxEntry entry) {
        Target target = entry.wanted.target();
        return target.kind() == Target.Kind.OBJECT
                && entry.isCreate()
                && !entry.askFirst
                && !entry.refused
                && entry.attempts == 0
                && !target.allowDuplicates()
                && target.unique().isEmpty();
    }

    /** What was locked goes with what was locked; what is locked again and again, with its own lane only. */
    private static boolean areCompany(OutboxEntry entry, OutboxEntry first) {
        boolean sameLane = entry.wanted.lane().equals(first.wanted.lane());
        return first.locks < 2
                ? entry.locks < 2 && (entry.locks > 0) == (first.locks > 0)
                : entry.locks > 0 && sameLane;
    }

    private boolean isDue(OutboxEntry entry, BudgetStep step, long now) {
        Severity severity = entry.wanted.severity();
        long linger = Math.max(settings.lingerMillis(severity), step.lingerMillis(severity));
        return now >= entry.lingersUntil(linger);
    }

    /** Whether a call may leave for this alone; what shares that call costs nothing more. */
    private boolean isAffordable(OutboxEntry entry, BudgetStep step, boolean mayCall, long now) {
        Severity severity = entry.wanted.severity();
        if (entry.wanted.target().kind() == Target.Kind.EVENT) {
            return severity.isSevere() || budget.mayPublish();
        }
        boolean takesRoom = entry.isCreate() && entry.wanted.target().kind() == Target.Kind.OBJECT;
        if (takesRoom && !severity.isSevere() && !budget.mayStore()) {
            return false;
        }
        return mayCall && step.sends(severity) && budget.hasShare(entry.wanted.mapping(), severity, now);
    }

    private boolean mayLeave(OutboxEntry entry, long now) {
        if (entry.call != null
                || entry.notBefore > now
                || underWay.isBusy(entry.wanted.lane(), entry.wanted.severity())) {
            return false;
        }
        if (isStopped(entry.wanted.mapping(), now) || isStopped(Api.of(entry.wanted.target()), now)) {
            return false;
        }
        if (entry.limitedUntil() > now || !isAfterwards(entry, now) || !isNeeded(entry, now)) {
            return false;
        }
        Blocks.Block block = blocks.of(entry.wanted.mapping());
        return block == null || (!block.probing && block.probeAt <= now);
    }

    /** What was there once stays there for this purpose, so the store is not asked again. */
    private boolean isAfterwards(OutboxEntry entry, long now) {
        if (entry.wanted.after() != null && !entry.afterIsThere) {
            OutboxEntry first = entries.known(entry.wanted.after());
            boolean comesNoMore = first == null && now - entry.wantedAt >= LONGEST_APART;
            // To a later revision, what is not known any more is long done.
            entry.afterIsThere = first == null ? comesNoMore && !entry.wanted.isFirst() : first.isThere();
            boolean isOrphan = first == null ? comesNoMore : first.done;
            if (isOrphan && !entry.afterIsThere) {
                orphans.add(entry);
            }
        }
        return entry.wanted.after() == null || entry.afterIsThere;
    }

    /** What stands in for another write is needed while the org blocks that one, or when it ended in vain. */
    private boolean isNeeded(OutboxEntry entry, long now) {
        String insteadOf = entry.wanted.insteadOf();
        if (insteadOf == null) {
            return true;
        }
        OutboxEntry other = entries.known(insteadOf);
        if (other == null ? now - entry.wantedAt >= LONGEST_APART : other.isThere()) {
            spare.add(entry);
            return false;
        }
        return other != null && other.call == null && (other.done || blocks.of(Write.mapping(insteadOf)) != null);
    }

    /** Of those with the same target: whether they go by the same operation. */
    private static boolean shares(OutboxEntry entry, OutboxEntry first) {
        return entry.isCreate() == first.isCreate()
                && entry.askFirst == first.askFirst
                && entry.takesOver == first.takesOver;
    }
}
