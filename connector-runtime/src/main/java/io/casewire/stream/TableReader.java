package io.casewire.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic of one partition from its beginning into a table, and knows how fresh the table is.
 *
 * <p>Fresh means: everything appended before {@link #readAllBefore()} is in the table. It is measured by asking Kafka
 * for the end of the topic and then reading up to it, so a stuck connection makes the table old, not wrong.
 */
public final class TableReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TableReader.class);
    private static final Duration POLL = Duration.ofMillis(10);

    private final Table table;
    private final TopicPartition partition;
    private final Consumer<String, byte[]> consumer;
    private final Thread thread;
    private volatile boolean closed;
    private volatile long readAllBefore = Long.MIN_VALUE;

    /** What a topic is read into. */
    public interface Table {
        /** The key of the record that says the first load is whole. */
        String LOAD_COMPLETE = "load-complete";

        void accept(String key, byte[] value, long appendedAt);

        boolean isComplete();
    }

    public TableReader(KafkaSettings kafka, Topic topic, Table table) {
        this.table = table;
        this.partition = new TopicPartition(topic.name(), 0);
        this.consumer = new KafkaConsumer<>(
                kafka.with(Map.of(
                        "client.id", "casewire-table-" + topic.name(),
                        "isolation.level", "read_committed",
                        "enable.auto.commit", "false",
                        "auto.offset.reset", "earliest",
                        "fetch.max.wait.ms", "10")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        this.thread = new Thread(this::read, "table-" + topic.name());
        thread.setDaemon(true);
        thread.start();
    }

    /** Epoch milliseconds of this machine's clock. */
    public long readAllBefore() {
        return readAllBefore;
    }

    public boolean isComplete() {
        return table.isComplete();
    }

    private void read() {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        while (!closed) {
            try {
                long asked = System.currentTimeMillis();
                long end = Objects.requireNonNull(
                        consumer.endOffsets(List.of(partition)).get(partition));
                while (!closed && consumer.position(partition) < end) {
                    poll();
                }
                readAllBefore = asked;
                poll();
            } catch (WakeupException e) {
                return;
            } catch (KafkaException e) {
                LOG.atWarn().setCause(e).addKeyValue("topic", partition.topic()).log("Reading a table failed, again");
            }
        }
    }

    private void poll() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            if (record.value() != null) {
                table.accept(record.key(), record.value(), record.timestamp());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!thread.isAlive()) {
            consumer.close();
        }
    }
}
