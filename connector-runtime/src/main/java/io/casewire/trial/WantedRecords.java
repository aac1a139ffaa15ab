package io.casewire.trial;

import io.casewire.delivery.OutboxSettings;
import io.casewire.delivery.Rehearsal;
import io.casewire.mapping.Write;
import io.casewire.model.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * When which record was wanted, for knowing how many calls that would have taken. Of what is wanted again and again only the times
 * are kept, and of nothing what would be written.
 */
final class WantedRecords {
    private static final Severity[] SEVERITIES = Severity.values();
    private static final String LATER = "later";

    private final Map<String, Integer> places = new HashMap<>();
    private final List<Write> records = new ArrayList<>();
    private int size;
    private long[] times = new long[64];
    private long[] revisions = new long[64];
    private int[] record = new int[64];
    private byte[] severities = new byte[64];

    void add(Write write) {
        if (size == times.length) {
            int larger = size * 2;
            times = Arrays.copyOf(times, larger);
            revisions = Arrays.copyOf(revisions, larger);
            record = Arrays.copyOf(record, larger);
            severities = Arrays.copyOf(severities, larger);
        }
        Integer place = places.putIfAbsent(write.id(), records.size());
        if (place == null) {
            place = records.size();
            records.add(write.withoutValues());
        }
        times[size] = write.requestedAt();
        revisions[size] = write.revision();
        record[size] = place;
        severities[size] = (byte) write.severity().ordinal();
        size++;
    }

    private Write at(int index) {
        Write first = records.get(record[index]);
        String cause = revisions[index] == first.revision() ? first.cause() : LATER;
        return first.at(times[index], revisions[index], SEVERITIES[severities[index]], cause);
    }

    /** Where one of several has been read to. */
    private static final class Cursor {
        private final WantedRecords of;
        private int next;

        private Cursor(WantedRecords of) {
            this.of = of;
        }

        private long time() {
            return of.times[next];
        }
    }

    /** How many API calls delivering all of them takes, each in its time. */
    static long calls(List<WantedRecords> parts, OutboxSettings settings) {
        PriorityQueue<Cursor> cursors = new PriorityQueue<>(Comparator.comparingLong(Cursor::time));
        parts.stream().filter(part -> part.size > 0).map(Cursor::new).forEach(cursors::add);
        Rehearsal rehearsal = new Rehearsal(settings);
        long now = Long.MIN_VALUE;
        while (!cursors.isEmpty()) {
            Cursor cursor = cursors.remove();
            now = Math.max(now, cursor.time());
            rehearsal.want(cursor.of.at(cursor.next), now);
            cursor.next++;
            if (cursor.next < cursor.of.size) {
                cursors.add(cursor);
            }
        }
        return rehearsal.finish();
    }
}
