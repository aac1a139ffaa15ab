package io.casewire.stream;

import io.casewire.episodes.MemberChange;
import io.casewire.model.ReadingId;
import io.casewire.pipeline.GroupReading;
import io.casewire.pipeline.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;

/**
 * What devices tell their parents and groups where no log brings it there, because readings are decided on content that was not
 * in force then, or never were in Kafka. It is decided when all readings are: what a parent or a group makes of it depends on
 * nothing else. In an order that does not depend on how many threads decided.
 */
final class PassedOn {
    private static final String TOPIC = "passed-on";

    private final List<Entry> entries = new ArrayList<>();
    /** By when somebody stopped something, or let it go on; each partition has its own of the same. */
    private final SortedMap<Long, byte[]> brakes = new TreeMap<>();

    /**
     * As it stands in the log, where one brings it there.
     *
     * @param from what it tells of; what is of the same comes in the order of {@code number}
     */
    record Entry(long at, String device, byte[] value, Headers headers, String from, long number) {
        static final Comparator<Entry> ORDER = Comparator.comparingLong(Entry::at)
                .thenComparing(Entry::device)
                .thenComparing(Entry::from)
                .thenComparing(Entry::number);

        private static Entry of(MemberChange change, long at) {
            return new Entry(
                    at,
                    change.parent(),
                    MemberRecord.bytes(change),
                    ReadingRecord.activating(ReadingRecord.MEMBER),
                    change.line().episode(),
                    change.line().revision());
        }

        private static Entry of(GroupReading reading, long at) {
            ReadingId of = reading.of();
            return new Entry(
                    at,
                    reading.device(),
                    Sealed.seal(reading.payload()),
                    ReadingRecord.ofGroup(reading),
                    of.topic() + "-" + of.partition(),
                    of.offset());
        }
    }

    /** What a step passes on. @param at epoch milliseconds of the clock of the device's partition */
    static List<Entry> of(Step step, long at) {
        List<Entry> entries = new ArrayList<>();
        step.members().forEach(change -> entries.add(Entry.of(change, at)));
        step.groupReadings().forEach(reading -> entries.add(Entry.of(reading, at)));
        return entries;
    }

    /** @param brake as it stands in the log */
    synchronized void brake(byte[] brake, long at) {
        brakes.put(at, brake);
    }

    /** @param at epoch milliseconds of the clock of the device's partition */
    synchronized void add(Step step, long at) {
        entries.addAll(of(step, at));
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
        entries.sort(Entry.ORDER);
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
            take(decider, new ReadingId(TOPIC, 0, number++), entry);
        }
        entries.clear();
    }

    static void take(Decider decider, ReadingId id, Entry entry) {
        decider.take(id, entry.at(), entry.device(), entry.value(), entry.headers());
    }
}
