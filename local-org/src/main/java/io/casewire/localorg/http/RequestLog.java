package io.casewire.localorg.http;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the org was asked and what came of it: the latest calls, oldest first. Tests use it as a witness. */
public final class RequestLog {
    private static final int MOST_ENTRIES = 100_000;

    private final Deque<Entry> entries = new ArrayDeque<>();

    /**
     * One call.
     *
     * @param user the username, or null when nobody was logged in
     * @param object the object it was about, when it was about one
     * @param rows how many records it read or wrote
     * @param committed when its changes became durable; null when it changed nothing
     */
    public record Entry(
            Instant time,
            @Nullable String user,
            String method,
            String path,
            @Nullable String object,
            int rows,
            int status,
            @Nullable Instant committed) {}

    public synchronized void add(Entry entry) {
        if (entries.size() == MOST_ENTRIES) {
            entries.removeFirst();
        }
        entries.addLast(entry);
    }

    /** A copy of the latest 100,000 entries. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }
}
