package io.casewire.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.delivery.Call.Row;
import io.casewire.delivery.Receipt.Result;
import io.casewire.mapping.Write;
import io.casewire.model.Brake;
import io.casewire.model.Brakes;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
 *   <li>The budget says how many calls may leave, how long a write waits for company, and which severities wait altogether.
 * </ul>
 *
 * Time and storage are given: pure, and the same under a virtual clock. One thread at a time.
 */
public final class Outbox {
    private static final Comparator<OutboxEntry> ORDER = Comparator.comparing(
                    (OutboxEntry entry) -> entry.wanted.severity(), Comparator.reverseOrder())
            .thenComparing(entry -> entry.wanted.requestedAt())
            .thenComparing(OutboxEntry::id);

    private final Store store;
    private final OutboxSettings settings;
    private final Map<String, OutboxEntry> pending = new HashMap<>();
    private final UnderWay underWay;
    private final Blocks blocks = new Blocks();
    private final Budget budget;
    private Brakes brakes;
    private final Set<OutboxEntry> orphans = new HashSet<>();
    private final List<Ended> endedWhileWaiting = new ArrayList<>();
    private long nextCall;
    private @Nullable String sweptTo;

    /** Where entries are kept between restarts. */
    public interface Store extends Budget.Store {
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
        this.brakes = store.brakes();
        this.underWay = new UnderWay(settings.channels());
        this.nextCall = firstCall;
        for (OutboxEntry entry : store.open()) {
            pending.put(entry.id(), entry);
            if (entry.call != null) {
                underWay.send(entry.call, entry.channel, entry);
            }
        }
    }

    /** A record is wanted. */
    public void want(Write write, long now) {
        OutboxEntry known = pending.get(write.id());
        OutboxEntry entry = known != null ? known : store.get(write.id());
        if (entry == null) {
            entry = new OutboxEntry(write, now);
            entry.askFirst = write.revision() > 1 && write.minds();
        } else if (write.revision() <= entry.wanted.revision()) {
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
        brakes = brakes.with(brake);
        store.put(brakes);
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
        entry.call = null;
        underWay.answered(receipt.call(), entry);
        blocks.cameBack(entry.wanted.mapping(), now, settings.probe().toMillis());
        Ended ended =
                switch (receipt.result()) {
                    case CREATED, UPDATED, DRY_RUN -> applied(entry, receipt, now);
                    case WITHHELD ->
                        end(entry, FindingCode.CONSENT_WITHDRAWN, "consent was gone when the call was to leave.", now);
                    case HELD -> held(entry, now);
                    case REFUSED -> refused(entry, receipt, now);
                };
        if (entry.done) {
            pending.remove(entry.id());
        }
        store.put(entry.id(), entry);
        return ended;
    }

    /** The calls that leave now, at most one per idle channel. */
    public List<Call> plan(long now) {
        List<Call> calls = new ArrayList<>();
        if (!pending.isEmpty() && !brakes.stop(Brake.Kind.DELIVERY, "", now)) {
            fillIdleChannels(calls, now);
            endOrphans(now);
        }
        return calls;
    }

    private void fillIdleChannels(List<Call> calls, long now) {
        budget.forget(now);
        BudgetStep step = budget.step(now);
        double left = budget.isKnown(now) ? budget.left(now) : oneAtATime();
        for (int channel = 0; channel < underWay.channels() && left >= Call.MOST_CALLS; channel++) {
            if (underWay.isIdle(channel)) {
                Call call = next(channel, step, now);
                if (call == null) {
                    break;
                }
                calls.add(call);
                left -= call.cost();
            }
        }
        budget.save();
    }

    /** The answer to a call says how much there is. */
    private double oneAtATime() {
        return underWay.isEmpty() ? Call.MOST_CALLS : 0;
    }

    private void endOrphans(long now) {
        for (OutboxEntry entry : orphans) {
            if (entry.call == null) {
                String what = "the record it follows, " + Write.mapping(entry.wanted.after()) + ", ended first.";
                endedWhileWaiting.add(end(entry, FindingCode.ORG_NO_PARENT, what, now));
                pending.remove(entry.id());
                store.put(entry.id(), entry);
            }
        }
        orphans.clear();
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
        return new OutboxStatus(pending.size(), underWay.calls(), now - oldest, blocked, budget.status(now), brakes);
    }

    private @Nullable Call next(int channel, BudgetStep step, long now) {
        OutboxEntry first = null;
        // One look at each is cheaper than keeping them in order, for most leave before the next look.
        for (OutboxEntry entry : pending.values()) {
            if (isDue(entry, step, now)
                    && isAffordable(entry, step, now)
                    && mayLeave(entry, now)
                    && (first == null || ORDER.compare(entry, first) < 0)) {
                first = entry;
            }
        }
        return first == null ? null : send(together(first, now), channel, now);
    }

    private List<OutboxEntry> together(OutboxEntry first, long now) {
        Blocks.Block block = blocks.of(first.wanted.mapping());
        if (block != null) {
            block.probing = true;
            return List.of(first);
        }
        return pending.values().stream()
                .filter(entry -> shares(entry, first) && mayLeave(entry, now))
                .sorted(ORDER)
                .limit(Call.MAX_ROWS)
                .toList();
    }

    private boolean isDue(OutboxEntry entry, BudgetStep step, long now) {
        Severity severity = entry.wanted.severity();
        long linger = Math.max(settings.lingerMillis(severity), step.lingerMillis(severity));
        return entry.attempts > 0 || now >= entry.wantedAt + linger;
    }

    /** Whether a call may leave for this alone; what shares that call costs nothing more. */
    private boolean isAffordable(OutboxEntry entry, BudgetStep step, long now) {
        Severity severity = entry.wanted.severity();
        return step.sends(severity) && budget.hasShare(entry.wanted.mapping(), severity, now);
    }

    private boolean mayLeave(OutboxEntry entry, long now) {
        if (entry.call != null || entry.notBefore > now || underWay.isBusy(entry.wanted.lane())) {
            return false;
        }
        if (brakes.stop(Brake.Kind.MAPPING, entry.wanted.mapping(), now)) {
            return false;
        }
        if (entry.limitedUntil() > now || !isAfterwards(entry)) {
            return false;
        }
        Blocks.Block block = blocks.of(entry.wanted.mapping());
        return block == null || (!block.probing && block.probeAt <= now);
    }

    /** What was there once stays there for this purpose, so the store is not asked again. */
    private boolean isAfterwards(OutboxEntry entry) {
        if (entry.wanted.after() != null && !entry.afterIsThere) {
            OutboxEntry first = first(entry);
            // The first revision comes behind the record it follows; to a later one, that record is long done.
            entry.afterIsThere = first == null ? entry.wanted.revision() > 1 : first.isThere();
            if (first != null && first.done && !first.isThere()) {
                orphans.add(entry);
            }
        }
        return entry.wanted.after() == null || entry.afterIsThere;
    }

    private @Nullable OutboxEntry first(OutboxEntry entry) {
        String after = Objects.requireNonNull(entry.wanted.after());
        OutboxEntry first = pending.get(after);
        return first != null ? first : store.get(after);
    }

    private static boolean shares(OutboxEntry entry, OutboxEntry first) {
        return entry.wanted.object().equals(first.wanted.object())
                && entry.wanted.externalId().equals(first.wanted.externalId())
                && entry.isCreate() == first.isCreate()
                && (!entry.isCreate()
                        || (entry.wanted.assignment() == first.wanted.assignment()
                                && entry.askFirst == first.askFirst));
    }

    private Call send(List<OutboxEntry> entries, int channel, long now) {
        String id = "c" + nextCall++;
        Write first = entries.get(0).wanted;
        boolean create = entries.get(0).isCreate();
        List<Row> rows = new ArrayList<>();
        for (OutboxEntry entry : entries) {
            rows.add(row(entry, create));
            entry.sent(id, channel, now);
            store.put(entry.id(), entry);
        }
        underWay.send(id, channel, entries);
        Call call = new Call(
                Call.VERSION,
                id,
                channel,
                first.object(),
                first.externalId(),
                create,
                create && first.assignment(),
                create && entries.get(0).askFirst,
                rows);
        spend(call, now);
        return call;
    }

    private void spend(Call call, long now) {
        double ofARow = (double) call.cost() / call.rows().size();
        call.rows().stream()
                .collect(Collectors.groupingBy(Row::mapping, Collectors.counting()))
                .forEach((mapping, rows) -> budget.spend(mapping, rows * ofARow, now));
    }

    private static Row row(OutboxEntry entry, boolean create) {
        Write write = entry.wanted;
        SortedMap<String, JsonNode> fields = new TreeMap<>(write.always());
        fields.putAll(write.ifUnchanged());
        SortedMap<String, JsonNode> guarded = new TreeMap<>();
        if (create) {
            fields.putAll(write.create());
        } else {
            write.ifUnchanged().keySet().forEach(field -> {
                if (entry.lastWritten.containsKey(field)) {
                    guarded.put(field, Objects.requireNonNull(entry.lastWritten.get(field)));
                }
            });
        }
        return new Row(
                write.id(),
                write.mapping(),
                write.key(),
                write.revision(),
                entry.recordId,
                fields,
                guarded,
                write.purpose(),
                write.treated(),
                write.party());
    }

    private @Nullable Ended applied(OutboxEntry entry, Receipt receipt, long now) {
        entry.attempts = 0;
        entry.notBefore = 0;
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

    /** Not the row's fault, and nobody refused it: it waits for its turn without counting. */
    private @Nullable Ended held(OutboxEntry entry, long now) {
        entry.notSent();
        entry.notBefore = now + settings.probe().toMillis();
        return null;
    }

    private @Nullable Ended refused(OutboxEntry entry, Receipt receipt, long now) {
        String code = receipt.code() == null ? Refusal.NO_ANSWER : receipt.code();
        entry.attempts++;
        if (!code.equals(Refusal.NO_ANSWER)) {
            // Or a record that was probed would have to wait out its limit when the org takes it at last.
            entry.notSent();
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

    private static String named(Receipt receipt) {
        return receipt.fields() == null || receipt.fields().isEmpty() ? "" : " on " + receipt.fields();
    }

    private static Ended end(OutboxEntry entry, FindingCode code, String what, long now) {
        entry.end(now);
        entry.attempts = 0;
        return new Ended(entry.wanted, new Finding(code, "mapping '" + entry.wanted.mapping() + "'", what));
    }
}
