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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Decides again what was read, from nothing but what Kafka kept: readings, content, brakes, identity and consent as they
 * were. What comes of it is compared, byte for byte, with what was decided then.
 *
 * <p>Compared is what was decided before the append time of the last reading that is known to be decided; what a
 * running connector does meanwhile is not looked at.
 */
public final class Backtest implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    /** Longer than any of ours may be open. */
    private static final Duration OPEN_TRANSACTION = Duration.ofSeconds(90);
    /** Of what is compared the digest is kept: it is too much to hold twice. */
    private static final int DIGEST_BYTES = 16;

    private final KafkaSettings kafka;
    private final Topics topics;
    private final Pseudonyms pseudonyms;
    private final KafkaConsumer<String, byte[]> consumer;

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
        this.consumer = new KafkaConsumer<>(
                kafka.with(Map.of(
                        "client.id", "casewire-backtest",
                        "isolation.level", "read_committed",
                        "enable.auto.commit", "false")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Readings that were decided and are still kept. */
    public long size() throws InterruptedException, ExecutionException {
        Map<TopicPartition, Long> decided = decided();
        Map<TopicPartition, Long> begin = consumer.beginningOffsets(decided.keySet());
        return decided.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - begin.getOrDefault(end.getKey(), 0L)))
                .sum();
    }

    /**
     * Decides everything once more.
     *
     * @param progress told how many more readings were decided
     * @return only that it cannot be told, where the first readings are no longer kept
     * @throws IllegalStateException when content that was in force cannot be read any more
     */
    public Result run(LongConsumer progress) throws InterruptedException, ExecutionException {
        Map<TopicPartition, Long> decided = decided();
        if (!decided.keySet().stream().allMatch(this::isWhole)) {
            return Result.UNKNOWN;
        }
        ContentLog content = new ContentLog();
        PartyTable parties = new PartyTable();
        ConsentTable consents = new ConsentTable();
        try (TableReader tables = new TableReader(
                kafka,
                "backtest",
                Map.of(topics.content(), content, topics.parties(), parties, topics.consents(), consents))) {
            tables.awaitStart();
        }
        Known known = new Known(content, parties, consents, pseudonyms);
        List<Difference> differences = new ArrayList<>();
        Made writes = new Made();
        Map<String, Long> clocks = new HashMap<>();
        long firstClock = Long.MAX_VALUE;
        long readings = 0;
        long explanations = 0;
        for (Map.Entry<TopicPartition, Long> end : inOrder(decided)) {
            Partition again = new Partition(known, progress);
            read(end.getKey(), end.getValue(), again::take);
            again.decider.close();
            readings += again.readings;
            firstClock = Math.min(firstClock, again.clock);
            Made then = new Made();
            long clock = again.clock;
            TopicPartition told = new TopicPartition(
                    topics.explanations().name(), end.getKey().partition());
            read(
                    told,
                    endOf(topics.explanations(), told),
                    record -> then.add(record.key(), record.timestamp(), record.value()));
            explanations += compare(What.EXPLANATION, then, again.explanations, id -> clock, differences);
            // What befell many devices is wanted by more than one partition.
            again.writes.entries.forEach((id, made) -> {
                clocks.merge(id, clock, Math::min);
                writes.entries.computeIfAbsent(id, it -> new ArrayList<>(1)).addAll(made);
            });
        }
        TopicPartition wanted = new TopicPartition(topics.writes().name(), 0);
        long wantedThen = 0;
        if (isWhole(wanted)) {
            Made then = new Made();
            read(wanted, endOf(topics.writes(), wanted), record -> {
                if (isDecided(record)) {
                    then.add(record.key(), record.timestamp(), record.value());
                }
            });
            long earliest = firstClock;
            wantedThen = compare(What.WRITE, then, writes, id -> clocks.getOrDefault(id, earliest), differences);
        }
        return new Result(readings, explanations, wantedThen, true, differences);
    }

    private boolean isWhole(TopicPartition partition) {
        return consumer.beginningOffsets(Set.of(partition)).getOrDefault(partition, 0L) == 0;
    }

    /** What somebody wanted once more was decided before. */
    private static boolean isDecided(ConsumerRecord<String, byte[]> write) {
        return Repairs.recordId(write.headers()) == null && write.headers().lastHeader(DeadLetters.OF) == null;
    }

    /** How far the readings are decided for good. */
    private Map<TopicPartition, Long> decided() throws InterruptedException, ExecutionException {
        String group = StreamRunner.group(topics, "decide");
        Map<TopicPartition, Long> decided = new HashMap<>();
        try (Admin admin = Admin.create(kafka.with(Map.of("client.id", "casewire-backtest-admin")))) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(
                            group, new ListConsumerGroupOffsetsOptions().requireStable(true))
                    .partitionsToOffsetAndMetadata()
                    .get();
            committed.forEach((partition, offset) -> {
                if (offset != null && partition.topic().equals(topics.readings().name())) {
                    decided.put(partition, offset.offset());
                }
            });
        }
        return decided;
    }

    private static List<Map.Entry<TopicPartition, Long>> inOrder(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .sorted(Comparator.comparingInt(end -> end.getKey().partition()))
                .toList();
    }

    /** Behind the transaction of a writer that was killed, what others committed is not to be read before Kafka ends it. */
    private long endOf(Topic topic, TopicPartition partition) throws InterruptedException, ExecutionException {
        long written = TopicEnds.of(kafka, topic).getOrDefault(partition.partition(), 0L);
        long giveUp = System.nanoTime() + OPEN_TRANSACTION.toNanos();
        long committed = consumer.endOffsets(Set.of(partition)).getOrDefault(partition, 0L);
        while (committed < written && System.nanoTime() < giveUp) {
            Thread.sleep(POLL.toMillis());
            committed = consumer.endOffsets(Set.of(partition)).getOrDefault(partition, 0L);
        }
        return committed;
    }

    private void read(TopicPartition partition, long end, Consumer<ConsumerRecord<String, byte[]>> each) {
        consumer.assign(Set.of(partition));
        consumer.seekToBeginning(Set.of(partition));
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < end) {
                    each.accept(record);
                }
            }
        }
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
            } else if (!activated.equals(ReadingRecord.BRAKE)
                    && !known.content().has(activated)) {
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

    @Override
    public void close() {
        consumer.close();
    }
}
