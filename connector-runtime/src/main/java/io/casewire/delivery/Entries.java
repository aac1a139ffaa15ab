package io.casewire.delivery;

import io.casewire.mapping.Target;
import io.casewire.mapping.Write;
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
    private final Map<String, Place> waiting = new HashMap<>();
    private final Map<Target, Set<OutboxEntry>> byTarget = new HashMap<>();
    private final Map<String, Set<OutboxEntry>> byFirst = new HashMap<>();
    private final Set<OutboxEntry> due = new HashSet<>();
    private final PriorityQueue<Rest> resting = new PriorityQueue<>(Comparator.comparingLong(Rest::until));

    /** Later than anything. */
    private static final long AWAKE = Long.MAX_VALUE;

    /** Where one that waits is to be found. */
    private static final class Place {
        private final OutboxEntry entry;
        private Write indexed;
        private long restsUntil = AWAKE;

        private Place(OutboxEntry entry) {
            this.entry = entry;
            this.indexed = entry.wanted;
        }
    }

    /** Not to be looked at before a time; of those of a place only the last one counts. */
    private record Rest(Place place, long until) {}

    Entries(Outbox.Store store, OutboxSettings settings) {
        this.store = store;
        this.settings = settings;
        store.open().forEach(this::place);
    }

    /** Remembers an entry as it is now. Whatever changes when it may leave is followed by this, or by {@link #lookAgain}. */
    void keep(OutboxEntry entry) {
        store.put(entry.id(), entry);
        if (entry.done) {
            leave(entry);
        } else {
            place(entry);
        }
    }

    private void place(OutboxEntry entry) {
        Place place = waiting.get(entry.id());
        if (place == null) {
            place = new Place(entry);
            waiting.put(entry.id(), place);
            index(place);
        } else if (place.indexed != entry.wanted) {
            unindex(place);
            place.indexed = entry.wanted;
            index(place);
        }
        if (entry.call == null) {
            lookAgain(place);
        } else {
            due.remove(entry);
        }
    }

    private void leave(OutboxEntry entry) {
        Place place = waiting.remove(entry.id());
        if (place != null) {
            unindex(place);
            due.remove(place.entry);
        }
    }

    private void index(Place place) {
        byTarget.computeIfAbsent(place.indexed.target(), it -> new HashSet<>()).add(place.entry);
        if (place.indexed.after() != null) {
            byFirst.computeIfAbsent(place.indexed.after(), it -> new HashSet<>())
                    .add(place.entry);
        }
    }

    private void unindex(Place place) {
        remove(byTarget, place.indexed.target(), place.entry);
        remove(byFirst, place.indexed.after(), place.entry);
    }

    private static <K> void remove(Map<K, Set<OutboxEntry>> index, @Nullable K key, OutboxEntry entry) {
        Set<OutboxEntry> entries = key == null ? null : index.get(key);
        if (entries != null && entries.remove(entry) && entries.isEmpty()) {
            index.remove(key);
        }
    }

    /** It may leave earlier than before. */
    void lookAgain(OutboxEntry entry) {
        Place place = waiting.get(entry.id());
        if (place != null && entry.call == null) {
            lookAgain(place);
        }
    }

    private void lookAgain(Place place) {
        long until = place.entry.restsUntil(settings);
        if (!due.contains(place.entry) && until < place.restsUntil) {
            place.restsUntil = until;
            resting.add(new Rest(place, until));
        }
    }

    /** Those for which nothing of their own speaks against leaving, in no order. */
    Collection<OutboxEntry> due(long now) {
        for (Rest next = resting.peek(); next != null && next.until <= now; next = resting.peek()) {
            resting.remove();
            Place place = next.place;
            if (place.restsUntil == next.until) {
                place.restsUntil = AWAKE;
                wake(place, now);
            }
        }
        return Collections.unmodifiableSet(due);
    }

    /** When the next of those that rest is {@link #due}; {@link Long#MAX_VALUE} for never. */
    long nextLook() {
        Rest next = resting.peek();
        return next == null ? AWAKE : next.until;
    }

    private void wake(Place place, long now) {
        boolean left = place.entry.call != null || waiting.get(place.entry.id()) != place;
        if (!left && place.entry.restsUntil(settings) > now) {
            lookAgain(place);
        } else if (!left) {
            due.add(place.entry);
        }
    }

    /** Those that are not done, whether they may leave or did. */
    Stream<OutboxEntry> waiting() {
        return waiting.values().stream().map(place -> place.entry);
    }

    /** Those of {@link #waiting()} with such a target, in no order. */
    Collection<OutboxEntry> to(Target target) {
        return Collections.unmodifiableSet(byTarget.getOrDefault(target, Set.of()));
    }

    /** Those of {@link #waiting()} that have to come after this record, in no order. */
    Collection<OutboxEntry> after(String id) {
        return Collections.unmodifiableSet(byFirst.getOrDefault(id, Set.of()));
    }

    @Nullable
    OutboxEntry waiting(String id) {
        Place place = waiting.get(id);
        return place == null ? null : place.entry;
    }

    /** What is remembered of a record, whether it waits or is done; null for nothing. */
    @Nullable
    OutboxEntry known(String id) {
        OutboxEntry known = waiting(id);
        return known != null ? known : store.get(id);
    }

    int size() {
        return waiting.size();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }
}
