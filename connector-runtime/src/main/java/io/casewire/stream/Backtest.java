package io.casewire.stream;

import io.casewire.consent.Pseudonyms;
import io.casewire.mapping.Write;
import io.casewire.model.ReadingId;
import io.casewire.pipeline.DeadLetter;
import io.casewire.pipeline.Explanation;
import io.casewire.pipeline.PartitionState;
import io.casewire.pipeline.Step;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Decides again what was read, from nothing but what Kafka kept: readings, content, brakes, identity and consent as they
 * were. What comes of it is compared, byte for byte, with what was decided then.
 *
 * <p>Compared is what was decided before the append time of the last reading that is known to be decided; what a
 * running connector does meanwhile is not looked at.
 */
public final class Backtest {
    /** Of what is compared the digest is kept: it is too much to hold twice. */
    private static final int DIGEST_BYTES = 16;

    private final KafkaSettings kafka;
    private final Topics topics;
    private final Pseudonyms pseudonyms;

    /** What was decided then, by the name of its topic. */
    public enum What {
        EXPLANATION,
        WRITE
    }

    /** How two decisions differ. */
    public enum Kind {
        CHANGED,
        ONLY_THEN,
        ONLY_NOW
    }

    /** @param id of the explanation, or of the write */
    public record Difference(What what, String id, Kind kind) {}

    /**
     * What a comparison found.
     *
     * @param fromTheBeginning whether the first reading is still kept; without it, states and content of then are not known
     * @param writes 0 when the first of them are no longer kept
     */
    public record Result(
            long readings, long explanations, long writes, boolean fromTheBeginning, List<Difference> differences) {
        private static final Result UNKNOWN = new Result(0, 0, 0, false, List.of());
    }

    public Backtest(KafkaSettings kafka, Pseudonyms pseudonyms) {
        this.kafka = kafka;
        this.topics = kafka.topics();
        this.pseudonyms = pseudonyms;
    }

    /** Readings that were decided and are still kept. */
    public long size() throws InterruptedException, ExecutionException {
        try (KeptReadings kept = new KeptReadings(kafka)) {
            return kept.size();
        }
    }

    /**
     * Decides everything once more.
     *
     * @param threads partitions decided at a time
     * @param progress told how many more readings were decided, by any of them
     * @return only that it cannot be told, where the first readings are no longer kept
     * @throws IllegalStateException when content that was in force cannot be read any more
     */
    public Result run(int threads, LongConsumer progress) throws InterruptedException, ExecutionException {
        Map<Integer, Long> decided;
        try (KeptReadings kept = new KeptReadings(kafka)) {
            decided = kept.decided();
            if (!decided.keySet().stream().allMatch(partition -> kept.isWhole(topics.readings(), partition))) {
                return Result.UNKNOWN;
            }
        }
        Known known = KeptReadings.known(kafka, pseudonyms);
        List<Again> partitions = KeptReadings.inParallel(
                kafka,
                decided.keySet(),
                threads,
                (kept, partition) -> again(kept, known, partition, decided.getOrDefault(partition, 0L), progress));
        List<Difference> differences = new ArrayList<>();
        Made writes = new Made();
        Map<String, Long> clocks = new HashMap<>();
        long firstClock = Long.MAX_VALUE;
        long readings = 0;
        long explanations = 0;
        for (Again again : partitions) {
            readings += again.readings();
            explanations += again.explanations();
            differences.addAll(again.differences());
            long clock = again.clock();
            firstClock = Math.min(firstClock, clock);
            // What befell many devices is wanted by more than one partition.
            again.writes().entries.forEach((id, made) -> {
                clocks.merge(id, clock, Math::min);
                writes.entries.computeIfAbsent(id, it -> new ArrayList<>(1)).addAll(made);
            });
        }
        long wantedThen = 0;
        try (KeptReadings kept = new KeptReadings(kafka)) {
            if (kept.isWhole(topics.writes(), 0)) {
                Made then = new Made();
                kept.read(topics.writes(), 0, kept.end(topics.writes(), 0), record -> {
                    if (isDecided(record)) {
                        then.add(record.key(), record.timestamp(), record.value());
                    }
                });
                long earliest = firstClock;
                wantedThen = compare(What.WRITE, then, writes, id -> clocks.getOrDefault(id, earliest), differences);
            }
        }
        return new Result(readings, explanations, wantedThen, true, differences);
    }

    /**
     * A partition, decided again.
     *
     * @param explanations how many there were then
     * @param clock of its last reading
     */
    private record Again(long readings, long explanations, long clock, Made writes, List<Difference> differences) {}

    private Again again(KeptReadings kept, Known known, int partition, long end, LongConsumer progress)
            throws ExecutionException, InterruptedException {
        Partition again = new Partition(known, progress);
        kept.read(topics.readings(), partition, end, again::take);
        again.decider.close();
        Made then = new Made();
        kept.read(
                topics.explanations(),
                partition,
                kept.end(topics.explanations(), partition),
                record -> then.add(record.key(), record.timestamp(), record.value()));
        List<Difference> differences = new ArrayList<>();
        long explained = compare(What.EXPLANATION, then, again.explanations, id -> again.clock, differences);
        return new Again(again.readings, explained, again.clock, again.writes, differences);
    }

    /** What somebody wanted once more was decided before. */
    private static boolean isDecided(ConsumerRecord<String, byte[]> write) {
        return Repairs.recordId(write.headers()) == null && write.headers().lastHeader(DeadLetters.OF) == null;
    }

    private interface Clock {
        long of(String id);
    }

    /** @return how many there were then */
    private static long compare(What what, Made then, Made now, Clock clock, List<Difference> differences) {
        long count = 0;
        Set<String> ids = new TreeSet<>(then.entries.keySet());
        ids.addAll(now.entries.keySet());
        for (String id : ids) {
            List<String> before = then.before(id, clock.of(id));
            List<String> again = now.before(id, clock.of(id));
            count += before.size();
            if (!before.equals(again)) {
                differences.add(new Difference(
                        what, id, before.isEmpty() ? Kind.ONLY_NOW : again.isEmpty() ? Kind.ONLY_THEN : Kind.CHANGED));
            }
        }
        return count;
    }

    /** What came of readings, by its id, in order. */
    private static final class Made {
        final Map<String, List<Entry>> entries = new HashMap<>();

        private record Entry(long at, String digest) {}

        void add(String id, long at, byte[] value) {
            entries.computeIfAbsent(id, it -> new ArrayList<>(1)).add(new Entry(at, digest(value)));
        }

        List<String> before(String id, long clock) {
            return entries.getOrDefault(id, List.of()).stream()
                    .filter(entry -> entry.at() < clock)
                    .sorted(Comparator.comparingLong(Entry::at).thenComparing(Entry::digest))
                    .map(Entry::digest)
                    .toList();
        }

        private static String digest(byte[] value) {
            try {
                byte[] whole = MessageDigest.getInstance("SHA-256").digest(value);
                return HexFormat.of().formatHex(whole, 0, DIGEST_BYTES);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }
    }

    /** One partition of readings, decided again from its beginning. */
    private static final class Partition implements Decider.Outcome {
        final Made explanations = new Made();
        final Made writes = new Made();
        final Decider decider;
        private final Known known;
        private final LongConsumer progress;
        long readings;
        long clock = Long.MIN_VALUE;

        Partition(Known known, LongConsumer progress) {
            this.known = known;
            this.progress = progress;
            this.decider = new Decider(known, DeviceStates.inMemory(), new PartitionState(), this);
        }

        void take(ConsumerRecord<String, byte[]> record) {
            String activated = ReadingRecord.activation(record.headers());
            if (activated == null) {
                readings++;
            } else if (ReadingRecord.isContent(activated) && !known.content().has(activated)) {
                throw new IllegalStateException("the content " + activated + " cannot be read any more");
            }
            clock = record.timestamp();
            decider.take(
                    new ReadingId(record.topic(), record.partition(), record.offset()),
                    record.timestamp(),
                    record.key(),
                    record.value(),
                    record.headers());
            progress.accept(1);
        }

        @Override
        public void ofReading(Step step, long at) {
            ofTimer(step, at);
        }

        @Override
        public void ofTimer(Step step, long at) {
            for (Explanation explanation : step.explanations()) {
                explanations.add(explanation.id(), at, Json.bytes(explanation));
            }
            for (Write write : step.writes()) {
                writes.add(write.id(), at, Json.bytes(write));
            }
        }

        @Override
        public void ofFault(DeadLetter letter, long at) {
            // It has neither an explanation nor a write, then as now.
        }
    }
}
