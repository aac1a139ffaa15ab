package io.casewire.stream;

import io.casewire.episodes.MemberChange;
import io.casewire.model.ReadingId;
import io.casewire.pipeline.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What devices tell their parents where no log brings it there, because readings are decided on content that was not in force
 * then, or never were in Kafka. It is decided when all readings are: what a parent tells depends on nothing else. In an order
 * that does not depend on how many threads decided.
 */
final class MemberChanges {
    private static final String TOPIC = "rolled-up";

    private static final Comparator<Entry> ORDER = Comparator.comparingLong(Entry::at)
            .thenComparing(it -> it.change().parent())
            .thenComparing(it -> it.change().line().episode())
            .thenComparing(it -> it.change().line().revision());

    private final List<Entry> entries = new ArrayList<>();
    /** By when somebody stopped something, or let it go on; each partition has its own of the same. */
    private final SortedMap<Long, byte[]> brakes = new TreeMap<>();

    private record Entry(long at, MemberChange change) {}

    /** @param brake as it stands in the log */
    synchronized void brake(byte[] brake, long at) {
        brakes.put(at, brake);
    }

    /** @param at epoch milliseconds of the clock of the device's partition */
    synchronized void add(Step step, long at) {
        step.members().forEach(change -> entries.add(new Entry(at, change)));
    }

    synchronized boolean isEmpty() {
        return entries.isEmpty();
    }

    /** When the first of them happened. */
    synchronized long first() {
        return entries.stream().mapToLong(Entry::at).min().orElse(Long.MAX_VALUE);
    }

    /** @param decider on the same content, which knows of nothing else */
    synchronized void decide(Decider decider) {
        entries.sort(ORDER);
        long number = 0;
        for (Entry entry : entries) {
            while (!brakes.isEmpty() && brakes.firstKey() <= entry.at()) {
                long at = brakes.firstKey();
                byte[] brake = Objects.requireNonNull(brakes.remove(at));
                decider.take(
                        new ReadingId(TOPIC, 0, number++),
                        at,
                        "",
                        brake,
                        ReadingRecord.activating(ReadingRecord.BRAKE));
            }
            take(decider, new ReadingId(TOPIC, 0, number++), entry.change(), entry.at());
        }
        entries.clear();
    }

    static void take(Decider decider, ReadingId id, MemberChange change, long at) {
        decider.take(
                id, at, change.parent(), MemberRecord.bytes(change), ReadingRecord.activating(ReadingRecord.MEMBER));
    }
}
