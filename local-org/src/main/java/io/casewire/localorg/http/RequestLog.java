package io.casewire.localorg.http;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the org was asked and what came of it: the latest calls, oldest first. Tests use it as a witness. */
public final class RequestLog {
    /** An entry weighs one, and one more for each record it names. */
    private static final int MOST_WEIGHT = 1_000_000;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private long weight;
    private long lastNumber;

    /**
     * One call.
     *
     * @param number counts the calls, from 1; 0 before it is added
     * @param time when it came in
     * @param user the username, or null when nobody was logged in
     * @param object the object it was about, when it was about one
     * @param rows how many records it read or wrote
     * @param status the HTTP status; 0 for the Pub/Sub API, and where the connection was dropped instead of an answer
     * @param committed when its changes became durable; null when it changed nothing
     * @param records the ids of the records it wrote, in the order of its rows; a row that was refused has none
     */
    public record Entry(
            long number,
            Instant time,
            @Nullable String user,
            String method,
            String path,
            @Nullable String object,
            int rows,
            int status,
            @Nullable Instant committed,
            List<String> records) {

        public Entry {
            records = List.copyOf(records);
        }

        private Entry withNumber(long given) {
            return new Entry(given, time, user, method, path, object, rows, status, committed, records);
        }
    }

    public synchronized void add(Entry entry) {
        entries.addLast(entry.withNumber(++lastNumber));
        weight += weight(entry);
        while (weight > MOST_WEIGHT) {
            weight -= weight(entries.removeFirst());
        }
    }

    private static int weight(Entry entry) {
        return 1 + entry.records().size();
    }

    /** A copy of what is kept. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Up to so many entries that came after the one with this number. */
    public synchronized List<Entry> after(long number, int most) {
        return entries.stream()
                .filter(entry -> entry.number() > number)
                .limit(most)
                .toList();
    }
}
