package io.casewire.stream;

import io.casewire.stream.TableReader.Appended;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was known of one thing over time; immutable.
 *
 * <p>An entry counts for a partition's clock only {@link #VISIBLE_AFTER} its append time. That delay is what makes a
 * lookup repeatable: a reader that is at least that fresh gives the same answer as one that has read everything since.
 */
final class History<T> {
    static final Duration VISIBLE_AFTER = Duration.ofSeconds(1);

    /** The first load counts as known since always: there was nothing to decide on before it. */
    private static final long ALWAYS = Long.MIN_VALUE;

    private final Entry<T>[] entries;

    private record Entry<T>(long knownFrom, long effectiveFrom, @Nullable T value, long offset) {}

    @SuppressWarnings({"unchecked", "rawtypes"})
    private History(Entry[] entries) {
        this.entries = entries;
    }

    static <T> History<T> empty() {
        return new History<>(new Entry<?>[0]);
    }

    /** @param initial whether the entry belongs to the first load */
    @SuppressWarnings({"unchecked", "rawtypes"})
    History<T> with(Appended appended, long effectiveFrom, @Nullable T value, boolean initial) {
        Entry[] more = Arrays.copyOf(entries, entries.length + 1);
        more[entries.length] = new Entry<>(
                initial ? ALWAYS : appended.at() + VISIBLE_AFTER.toMillis(),
                entries.length == 0 ? ALWAYS : effectiveFrom,
                value,
                appended.offset());
        return new History<>(more);
    }

    /** The latest entry, whenever it was appended: for checks that have to be as strict as can be. */
    @Nullable
    T latest() {
        return entries.length == 0 ? null : entries[entries.length - 1].value();
    }

    @Nullable
    T find(Instant asOf, Instant clock) {
        return find(entry -> entry.knownFrom() <= clock.toEpochMilli(), asOf.toEpochMilli());
    }

    /** Makes something of an entry. */
    interface Made<T, R> {
        /** @param from since when it is so; null for always */
        R of(@Nullable Instant from, T value, long offset);
    }

    <R> List<R> map(Made<T, R> made) {
        List<R> all = new ArrayList<>();
        for (Entry<T> entry : entries) {
            T value = entry.value();
            if (value != null) {
                Instant from = entry.effectiveFrom() == ALWAYS ? null : Instant.ofEpochMilli(entry.effectiveFrom());
                all.add(made.of(from, value, entry.offset()));
            }
        }
        return all;
    }

    private @Nullable T find(Predicate<Entry<T>> known, long asOf) {
        for (int i = entries.length - 1; i >= 0; i--) {
            if (known.test(entries[i]) && entries[i].effectiveFrom() <= asOf) {
                return entries[i].value();
            }
        }
        return null;
    }
}
