package io.casewire.delivery;

import io.casewire.model.Severity;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many API calls delivery may spend so that the reserve is left to others.
 *
 * <p>The org counts over a rolling day and says so late. So what is used now is what it said last, and every call of ours
 * since then and for {@link BudgetSettings#lag} before, and what others may have used meanwhile at their pace of the last
 * hour. Pure: the time and the past are given.
 */
public final class Budget {
    private static final long HOUR = 3_600_000L;
    private static final long DAY = 24 * HOUR;

    /** What the org was asked every few minutes and did not say for so long, it may not say to this user at all. */
    private static final long OUTDATED = 20 * 60_000L;

    /** Longer than a day, to know what falls out of it. */
    private static final long KEPT = DAY + 2 * HOUR;

    /** How far ahead what others use is set aside for them. */
    private static final long SOON = 6 * HOUR;

    /** From less than this no pace is told: what is made in a first hour is not made all day. */
    private static final long SHORTEST_PACE = 6 * HOUR;

    private static final long SAVE_EVERY = 10_000;

    /** Part of the allowance that others may use between two answers of the org without a warning. */
    private static final double SURPRISE = 0.01;

    /** Most records count so much, whatever they hold (Salesforce help: Data Storage). */
    private static final double KILOBYTES_A_RECORD = 2;

    private static final double LAST_STORAGE = 0.02;

    private final Store store;
    private final BudgetSettings settings;
    private final TreeMap<Long, Spent> spent = new TreeMap<>();
    private final Map<String, Heard> heard = new TreeMap<>();
    private final Map<String, Double> byMapping = new TreeMap<>();
    private @Nullable Spent unsaved;
    private long addedUpFrom;
    private long savedAt;

    /** Where it is kept between restarts. */
    public interface Store {
        void put(Spent spent);

        void remove(Spent spent);

        Collection<Spent> spent();

        void put(Heard heard);

        Collection<Heard> heard();
    }

    Budget(Store store, BudgetSettings settings) {
        this.store = store;
        this.settings = settings;
        store.spent().forEach(it -> spent.put(it.from(), it));
        store.heard().forEach(it -> heard.put(it.name(), it));
        addUp(Long.MIN_VALUE);
    }

    /** The org said what is left of an allowance; what it said before something else is old. */
    void said(Allowance heardOf, long now) {
        // The clock of whoever heard it may be ahead.
        Allowance allowance = heardOf.at() <= now ? heardOf : heardOf.at(now);
        Heard before = heard.get(allowance.name());
        if (before != null && before.last().at() > allowance.at()) {
            return;
        }
        Heard after = before == null ? Heard.first(allowance) : before.plus(allowance);
        heard.put(allowance.name(), after);
        // Every answer says something: what is not written down is heard of again soon.
        if (before == null
                || allowance.at() - savedAt >= SAVE_EVERY
                || !allowance.name().equals(Allowance.API_CALLS)) {
            savedAt = allowance.at();
            store.put(after);
        }
    }

    /** A call leaves; a part of it, where it holds rows of several mappings. */
    void spend(String mapping, double calls, long now) {
        current(now, current(now).plusCalls(mapping, calls));
        byMapping.merge(mapping, calls, Double::sum);
    }

    void created(long now) {
        current(now, current(now).plusCreated());
    }

    /** Writes down what was spent since this was last called. */
    void save() {
        if (unsaved != null) {
            store.put(unsaved);
            unsaved = null;
        }
    }

    private Spent current(long now) {
        Map.Entry<Long, Spent> last = spent.lastEntry();
        if (last != null && last.getValue().isFor(now)) {
            return last.getValue();
        }
        save();
        Spent begun = Spent.nothing(now);
        spent.put(begun.from(), begun);
        return begun;
    }

    /** Forgets what was spent long ago, and counts no more what is older than a day. */
    void forget(long now) {
        int before = spent.size();
        while (!spent.isEmpty() && spent.firstKey() + Spent.MILLIS <= now - KEPT) {
            store.remove(spent.pollFirstEntry().getValue());
        }
        long day = now - DAY - Spent.MILLIS;
        if (spent.size() != before || day >= addedUpFrom + Spent.MILLIS) {
            addUp(day);
        }
    }

    private void current(long now, Spent changed) {
        spent.put(changed.from(), changed);
        unsaved = changed;
    }

    private void addUp(long from) {
        addedUpFrom = Math.floorDiv(from, Spent.MILLIS) * Spent.MILLIS;
        byMapping.clear();
        for (Spent some : spent.tailMap(from, false).values()) {
            some.calls().forEach((mapping, calls) -> byMapping.merge(mapping, calls, Double::sum));
        }
    }

    /** Whether the org said how much there is, and not so long ago that it says nothing any more. */
    boolean isKnown(long now) {
        Heard calls = heard.get(Allowance.API_CALLS);
        return calls != null && now - calls.last().at() <= OUTDATED;
    }

    /** Whether the org has Bulk batches left beside the reserve, as far as it said. */
    boolean hasBulkBatch() {
        Heard batches = heard.get(Allowance.BULK_BATCHES);
        return batches == null || batches.last().remaining() > batches.last().max() * settings.reserve();
    }

    /** Whether the org takes more events this hour beside the reserve, as far as it said. */
    boolean mayPublish() {
        Heard published = heard.get(Allowance.PUBLISHED);
        return published == null
                || published.last().remaining() > published.last().max() * settings.reserve();
    }

    /** Whether there is room for records that are not severe, as far as the org said. */
    boolean mayStore() {
        Heard storage = heard.get(Allowance.STORAGE);
        return storage == null || !isNearlyFull(storage.last());
    }

    /** The last of it is for what is severe. */
    static boolean isNearlyFull(Allowance storage) {
        return storage.remaining() <= storage.max() * LAST_STORAGE;
    }

    /** Calls that may leave now; below 1 for none. */
    double left(long now) {
        return limit() - used(now);
    }

    /** What may be used of the allowance, by whomever, before only the reserve is left. */
    private double limit() {
        return calls().last().max() * (1 - settings.reserve());
    }

    private Heard calls() {
        Heard calls = heard.get(Allowance.API_CALLS);
        if (calls == null) {
            throw new IllegalStateException("asked before the org said anything");
        }
        return calls;
    }

    private double used(long now) {
        Allowance last = calls().last();
        double unheard = now - last.at() + settings.lag().toMillis();
        double others = Math.max(othersPerMilli() * unheard, SURPRISE * last.max());
        return last.used() + spentSince(last.at() - settings.lag().toMillis(), Long.MAX_VALUE) + others;
    }

    /** The pace at which others use more than falls out of their day. */
    private double othersPerMilli() {
        Allowance first = calls().oldest();
        Allowance last = calls().last();
        long millis = last.at() - first.at();
        if (millis < Spent.MILLIS) {
            return 0;
        }
        double ours = spentSince(first.at(), last.at()) - spentSince(first.at() - DAY, last.at() - DAY);
        return Math.max(0, (last.used() - first.used() - ours) / millis);
    }

    private double spentSince(long from, long to) {
        double total = 0;
        for (Spent some : spent.subMap(from - Spent.MILLIS, false, to, true).values()) {
            total += some.total();
        }
        return total;
    }

    /** What delivery spent in the last day. */
    double spent() {
        double total = 0;
        for (double calls : byMapping.values()) {
            total += calls;
        }
        return total;
    }

    /** What has to be done now so that the calls last. */
    BudgetStep step(long now) {
        if (!isKnown(now)) {
            return BudgetStep.FREE;
        }
        double left = left(now);
        if (left < Call.MOST_CALLS) {
            return BudgetStep.STOP;
        }
        BudgetStep step = BudgetStep.at(partSpent(left));
        // What others are about to use is there still, and not ours.
        BudgetStep soon = BudgetStep.at(partSpent(Math.max(left - othersPerMilli() * SOON, 0)));
        step = max(step, min(soon, BudgetStep.SEVERE_ONLY));
        // What costs nothing but time is done early.
        return forecast(now) > limit() ? max(step, BudgetStep.FILL) : step;
    }

    private double partSpent(double left) {
        double ours = spent();
        return ours / Math.max(ours + left, 1);
    }

    private static BudgetStep max(BudgetStep one, BudgetStep other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static BudgetStep min(BudgetStep one, BudgetStep other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Calls used by everybody at the next midnight, at the pace of the last hour. */
    private double forecast(long now) {
        long ahead = millisToMidnight(now);
        double ours = spentSince(now - HOUR, now) / HOUR * ahead;
        double falling = spentSince(now - DAY, now + ahead - DAY);
        return used(now) + othersPerMilli() * ahead + Math.max(ours - falling, 0);
    }

    private long millisToMidnight(long now) {
        LocalDate today = LocalDate.ofInstant(Instant.ofEpochMilli(now), settings.zone());
        return today.plusDays(1).atStartOfDay(settings.zone()).toInstant().toEpochMilli() - now;
    }

    /** Whether a mapping has its share still; what is critical always has. */
    boolean hasShare(String mapping, Severity severity, long now) {
        Double share = settings.shares().get(mapping);
        if (share == null || severity == Severity.CRITICAL || !isKnown(now)) {
            return true;
        }
        return byMapping.getOrDefault(mapping, 0.0) < share * limit();
    }

    /** How it stands, for people. */
    BudgetStatus status(long now) {
        SortedMap<String, Allowance> allowances = new TreeMap<>();
        heard.forEach((name, it) -> allowances.put(name, it.last()));
        SortedMap<String, Long> mappings = new TreeMap<>();
        byMapping.forEach((mapping, calls) -> mappings.put(mapping, Math.round(calls)));
        boolean known = isKnown(now);
        return new BudgetStatus(
                step(now),
                allowances,
                known ? Math.round(calls().last().max() - limit()) : 0,
                known ? Math.max(0, (long) left(now)) : 0,
                Math.round(spent()),
                known ? Math.round(forecast(now)) : 0,
                mappings,
                settings.shares().keySet().stream()
                        .filter(mapping -> !hasShare(mapping, Severity.LOW, now))
                        .sorted()
                        .toList(),
                daysOfStorage(now),
                mayPublish());
    }

    /** Days until data storage is full: at its own pace, or at that of the records made here, whichever is faster. */
    private @Nullable Double daysOfStorage(long now) {
        Heard storage = heard.get(Allowance.STORAGE);
        if (storage == null) {
            return null;
        }
        Allowance first = storage.oldest();
        Allowance last = storage.last();
        double days = (double) (last.at() - first.at()) / DAY;
        double grows = last.at() - first.at() < SHORTEST_PACE ? 0 : (last.used() - first.used()) / days;
        double megabytesADay = Math.max(grows, createdADay(now) * KILOBYTES_A_RECORD / 1024);
        return megabytesADay <= 0 ? null : last.remaining() / megabytesADay;
    }

    private double createdADay(long now) {
        if (spent.isEmpty()) {
            return 0;
        }
        long created = spent.tailMap(now - DAY - Spent.MILLIS, false).values().stream()
                .mapToLong(Spent::created)
                .sum();
        long since = Math.max(now - spent.firstKey(), SHORTEST_PACE);
        return (double) created * DAY / since;
    }
}
