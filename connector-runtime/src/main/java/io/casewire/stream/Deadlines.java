package io.casewire.stream;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The devices of a partition by the time they want to be looked at.
 *
 * <p>A deadline that moves away is not moved here until its old time comes: a reading that only postpones a silence
 * costs nothing. So an entry may be early, never late.
 */
final class Deadlines {
    private static final long NEVER = Long.MAX_VALUE;

    private final TreeSet<Entry> order =
            new TreeSet<>(Comparator.comparingLong(Entry::deadline).thenComparing(Entry::device));
    private final Map<String, Entry> byDevice = new HashMap<>();

    /** Of the first in {@link #order}: it is asked for with every reading. */
    private long first = NEVER;

    private record Entry(long deadline, String device) {}

    void set(String device, long deadline) {
        Entry known = byDevice.get(device);
        if (known != null && known.deadline() <= deadline) {
            return;
        }
        if (known != null) {
            remove(known);
        }
        if (deadline != NEVER) {
            put(new Entry(deadline, device));
        }
    }

    /** A device that may be due; its true deadline has to be confirmed. */
    @Nullable
    String firstDue(long clock) {
        return first == NEVER || first > clock ? null : order.first().device();
    }

    /** Takes the device's entry out; puts it back when it was early. @return whether it is due as it stood */
    boolean confirm(String device, long deadline) {
        Entry entry = byDevice.remove(device);
        if (entry != null) {
            remove(entry);
            if (entry.deadline() == deadline) {
                return true;
            }
        }
        if (deadline != NEVER) {
            put(new Entry(deadline, device));
        }
        return false;
    }

    private void put(Entry entry) {
        byDevice.put(entry.device(), entry);
        order.add(entry);
        first = Math.min(first, entry.deadline());
    }

    private void remove(Entry entry) {
        order.remove(entry);
        first = order.isEmpty() ? NEVER : order.first().deadline();
    }
}
