package io.casewire.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What came of a subscription's events, and how far they were handled: in one Kafka transaction, so that an event is
 * handled once in effect, however often the org sends it.
 */
public final class Journal implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Transactions transactions;
    private final Topic positions;
    private final String subscription;
    private volatile @Nullable PositionRecord position;

    /** A record that comes of an event. */
    public record Entry(String topic, String key, byte[] value) {
        @Override
        public String toString() {
            return "Entry[" + topic + "]";
        }
    }

    private Journal(
            Transactions transactions, Topic positions, String subscription, @Nullable PositionRecord position) {
        this.transactions = transactions;
        this.positions = positions;
        this.subscription = subscription;
        this.position = position;
    }

    /** Takes a subscription over: from now on nobody else can write in its name. */
    public static Journal open(KafkaSettings kafka, String subscription) throws Exception {
        Topic positions = kafka.topics().positions();
        Transactions transactions = new Transactions(kafka, "journal-" + subscription);
        try {
            return new Journal(transactions, positions, subscription, read(kafka, positions, subscription));
        } catch (Exception e) {
            transactions.close();
            throw e;
        }
    }

    /** Where it stands; null for a subscription that never had an event. */
    public @Nullable PositionRecord position() {
        return position;
    }

    /** Whether it is of no use any more: somebody took the subscription over, or Kafka failed; open another. */
    public boolean isBroken() {
        return transactions.isBroken();
    }

    /** Writes both, or neither. */
    public synchronized void commit(List<Entry> entries, PositionRecord after) {
        entries.forEach(entry -> transactions.send(entry.topic(), entry.key(), entry.value()));
        transactions.send(positions, subscription, Json.bytes(after));
        transactions.commit();
        position = after;
    }

    /**
     * Reads to where the topic ended after the takeover. Until then nobody's open transaction may hide what was committed
     * behind its beginning, so the end asked for is not that of what is committed.
     */
    private static @Nullable PositionRecord read(KafkaSettings kafka, Topic positions, String subscription)
            throws Exception {
        int number = DecisionTopology.partitionOf(subscription, positions.partitions());
        long end = TopicEnds.of(kafka, positions).getOrDefault(number, 0L);
        TopicPartition partition = new TopicPartition(positions.name(), number);
        Map<String, Object> settings = new HashMap<>(Map.of(
                "client.id", "casewire-journal-reader",
                "isolation.level", "read_committed",
                "enable.auto.commit", "false"));
        PositionRecord found = null;
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(kafka.with(settings), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    if (subscription.equals(record.key()) && record.value() != null) {
                        found = Json.read(record.value(), PositionRecord.class);
                    }
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        transactions.close();
    }
}
