package io.casewire.stream;

import io.casewire.consent.Pseudonyms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What Kafka kept of what was decided for good: readings, what they were decided with, and what came of it. For one thread. */
final class KeptReadings implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    /** Longer than any of ours may be open. */
    private static final Duration OPEN_TRANSACTION = Duration.ofSeconds(90);

    private final KafkaSettings kafka;
    private final Topics topics;
    private final KafkaConsumer<String, byte[]> consumer;

    /** What is done with a partition, by one thread. */
    interface Work<T> {
        T of(KeptReadings kept, int partition) throws ExecutionException, InterruptedException;
    }

    KeptReadings(KafkaSettings kafka) {
        this.kafka = kafka;
        this.topics = kafka.topics();
        this.consumer = new KafkaConsumer<>(
                kafka.with(Map.of(
                        "client.id", "casewire-backtest",
                        "isolation.level", "read_committed",
                        "enable.auto.commit", "false",
                        "max.poll.records", "5000")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Content, identity and consent, as they are and were. */
    static Known known(KafkaSettings kafka, Pseudonyms pseudonyms) throws InterruptedException {
        Topics topics = kafka.topics();
        ContentLog content = new ContentLog();
        PartyTable parties = new PartyTable();
        ConsentTable consents = new ConsentTable();
        try (TableReader tables = new TableReader(
                kafka,
                "backtest",
                Map.of(topics.content(), content, topics.parties(), parties, topics.consents(), consents))) {
            tables.awaitStart();
        }
        return new Known(content, parties, consents, pseudonyms);
    }

    /** Works on partitions, several at a time. @return what came of each, in their order */
    static <T> List<T> inParallel(KafkaSettings kafka, Collection<Integer> partitions, int threads, Work<T> work)
            throws ExecutionException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, threads), task -> {
            Thread thread = new Thread(task, "backtest");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<T>> under = new ArrayList<>();
            for (int partition : new TreeSet<>(partitions)) {
                under.add(pool.submit(() -> {
                    try (KeptReadings kept = new KeptReadings(kafka)) {
                        return work.of(kept, partition);
                    }
                }));
            }
            List<T> made = new ArrayList<>();
            for (Future<T> future : under) {
                made.add(future.get());
            }
            return made;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        } finally {
            pool.shutdownNow();
        }
    }

    /** How far the readings of each partition are decided for good; waits for transactions that are open. */
    Map<Integer, Long> decided() throws InterruptedException, ExecutionException {
        List<TopicPartition> partitions = IntStream.range(0, topics.readings().partitions())
                .mapToObj(partition -> new TopicPartition(topics.readings().name(), partition))
                .toList();
        Map<TopicPartition, OffsetAndMetadata> committed = committed(partitions);
        Map<Integer, Long> decided = new TreeMap<>();
        committed.forEach((partition, offset) -> {
            if (offset != null) {
                decided.put(partition.partition(), offset.offset());
            }
        });
        return decided;
    }

    /**
     * Kafka's client leaves a partition whose offset is part of an open transaction out of its answer, with nothing but a
     * line in the log; one that nothing was committed for is there, with null.
     */
    private Map<TopicPartition, OffsetAndMetadata> committed(List<TopicPartition> partitions)
            throws InterruptedException, ExecutionException {
        String group = StreamRunner.group(topics, "decide");
        Map<String, ListConsumerGroupOffsetsSpec> asked =
                Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(partitions));
        ListConsumerGroupOffsetsOptions stable = new ListConsumerGroupOffsetsOptions().requireStable(true);
        long giveUp = System.nanoTime() + OPEN_TRANSACTION.toNanos();
        try (Admin admin = Admin.create(kafka.with(Map.of("client.id", "casewire-backtest-admin")))) {
            while (true) {
                Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(asked, stable)
                        .partitionsToOffsetAndMetadata(group)
                        .get();
                if (committed.keySet().containsAll(partitions)) {
                    return committed;
                }
                if (System.nanoTime() > giveUp) {
                    throw new IllegalStateException(
                            "Kafka does not say how far the readings of each partition are decided");
                }
                Thread.sleep(POLL.toMillis());
            }
        }
    }

    /** Readings that were decided and are still kept. */
    long size() throws InterruptedException, ExecutionException {
        long size = 0;
        for (Map.Entry<Integer, Long> end : decided().entrySet()) {
            size += Math.max(0, end.getValue() - begin(topics.readings(), end.getKey()));
        }
        return size;
    }

    /** Whether the first record is still kept. */
    boolean isWhole(Topic topic, int partition) {
        return begin(topic, partition) == 0;
    }

    private long begin(Topic topic, int partition) {
        TopicPartition asked = new TopicPartition(topic.name(), partition);
        return consumer.beginningOffsets(Set.of(asked)).getOrDefault(asked, 0L);
    }

    /** Behind the transaction of a writer that was killed, what others committed is not to be read before Kafka ends it. */
    long end(Topic topic, int partition) throws InterruptedException, ExecutionException {
        TopicPartition asked = new TopicPartition(topic.name(), partition);
        long written = TopicEnds.of(kafka, topic).getOrDefault(partition, 0L);
        long giveUp = System.nanoTime() + OPEN_TRANSACTION.toNanos();
        long committed = consumer.endOffsets(Set.of(asked)).getOrDefault(asked, 0L);
        while (committed < written && System.nanoTime() < giveUp) {
            Thread.sleep(POLL.toMillis());
            committed = consumer.endOffsets(Set.of(asked)).getOrDefault(asked, 0L);
        }
        return committed;
    }

    /** Reads from the first record that is kept up to an offset. */
    void read(Topic topic, int partition, long end, Consumer<ConsumerRecord<String, byte[]>> each) {
        readWhile(topic, partition, end, record -> {
            each.accept(record);
            return true;
        });
    }

    /** Reads from the first record that is kept up to an offset, or until enough was seen. */
    void readWhile(Topic topic, int partition, long end, Predicate<ConsumerRecord<String, byte[]>> goesOn) {
        TopicPartition reading = new TopicPartition(topic.name(), partition);
        consumer.assign(Set.of(reading));
        consumer.seekToBeginning(Set.of(reading));
        while (consumer.position(reading) < end) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < end && !goesOn.test(record)) {
                    return;
                }
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
