package io.casewire.delivery;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every record the outbox knows: those that wait at hand, the others in the store.
 *
 * <p>Most that wait do so by themselves, for company or because their record was written lately. They are not looked at
 * before that is over, or each look would cost as much as there are devices.
 */
final class Entries {
    private final Outbox.Store store;
    private final OutboxSettings settings;
    private final Map<String, OutboxEntry> waiting = new HashMap<>();
    private final Set<OutboxEntry> due = new HashSet<>();
    private final PriorityQueue<Rest> resting = new PriorityQueue<>(Comparator.comparingLong(Rest::until));

    /** One that is not looked at before a time; of those of an entry only the last one counts. */
    private record Rest(OutboxEntry entry, long until) {}

    Entries(Outbox.Store store, OutboxSettings settings) {
        this.store = store;
        this.settings = settings;
        for (OutboxEntry entry : store.open()) {
            waiting.put(entry.id(), entry);
            lookAgain(entry);
        }
    }

    /** Remembers an entry as it is now. Whatever changes when it may leave is followed by this, or by {@link #lookAgain}. */
    void keep(OutboxEntry entry) {
        store.put(entry.id(), entry);
        if (entry.done) {
            waiting.remove(entry.id());
        } else {
            waiting.put(entry.id(), entry);
        }
        if (entry.done || entry.call != null) {
            due.remove(entry);
        } else {
            lookAgain(entry);
        }
    }

    /** It may leave earlier than before. */
    void lookAgain(OutboxEntry entry) {
        long until = entry.restsUntil(settings);
        if (entry.call == null && !due.contains(entry) && (!entry.rests || until < entry.looksAt)) {
            entry.rests = true;
            entry.looksAt = until;
            resting.add(new Rest(entry, until));
        }
    }

    /** Those for which nothing of their own speaks against leaving, in no order. */
    Collection<OutboxEntry> due(long now) {
        for (Rest next = resting.peek(); next != null && next.until <= now; next = resting.peek()) {
            resting.remove();
            OutboxEntry entry = next.entry;
            if (entry.rests && entry.looksAt == next.until) {
                entry.rests = false;
                wake(entry, now);
            }
        }
        return Collections.unmodifiableSet(due);
    }

    private void wake(OutboxEntry entry, long now) {
        boolean left = entry.call != null || waiting.get(entry.id()) != entry;
        if (!left && entry.restsUntil(settings) > now) {
            lookAgain(entry);
        } else if (!left) {
            due.add(entry);
        }
    }

    /** Those that are not done, whether they may leave or did. */
    Collection<OutboxEntry> waiting() {
        return Collections.unmodifiableCollection(waiting.values());
    }

    Stream<OutboxEntry> stream() {
        return waiting.values().stream();
    }

    @Nullable
    OutboxEntry waiting(String id) {
        return waiting.get(id);
    }

    /** What is remembered of a record, whether it waits or is done; null for nothing. */
    @Nullable
    OutboxEntry known(String id) {
        OutboxEntry known = waiting.get(id);
        return known != null ? known : store.get(id);
    }

    int size() {
        return waiting.size();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }
}
