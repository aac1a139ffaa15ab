package io.casewire.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics of one partition from their beginning into tables, and knows how fresh the tables are.
 *
 * <p>Fresh means: everything appended before {@link #readAllBefore()} is in the tables. It is measured by asking Kafka
 * for the end of the topics and then reading up to it, so a stuck connection makes the tables old, not wrong.
 */
public final class TableReader implements Freshness, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TableReader.class);
    /** Decisions need tables that are no older than a second; who needs them newer asks. */
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Map<String, Table> tables;
    private final List<TopicPartition> partitions;
    private final Consumer<String, byte[]> consumer;
    /**
     * Asks for the ends, and never reads: a broker answers a connection's requests one after the other, so behind the
     * reading consumer's waiting fetch the question would wait for {@code fetch.max.wait.ms}.
     */
    private final Consumer<String, byte[]> ends;

    private final Thread thread;
    private final Object read = new Object();
    private volatile boolean closed;
    private volatile long readAllBefore = Long.MIN_VALUE;
    private volatile long wanted = Long.MIN_VALUE;

    /** What a topic is read into. */
    public interface Table {
        /** The key of the record that says the first load is whole. */
        String LOAD_COMPLETE = "load-complete";

        void accept(String key, byte[] value, Appended appended);

        boolean isComplete();
    }

    /**
     * Where and when a record was appended.
     *
     * @param at epoch milliseconds
     */
    public record Appended(long at, long offset) {}

    /** @param tables by topic */
    public TableReader(KafkaSettings kafka, String name, Map<Topic, Table> tables) {
        this.tables = tables.entrySet().stream()
                .collect(Collectors.toMap(it -> it.getKey().name(), Map.Entry::getValue));
        this.partitions = this.tables.keySet().stream()
                .map(topic -> new TopicPartition(topic, 0))
                .toList();
        this.consumer = consumer(kafka, "casewire-table-" + name);
        this.ends = consumer(kafka, "casewire-table-" + name + "-ends");
        this.thread = new Thread(this::run, "table-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private static Consumer<String, byte[]> consumer(KafkaSettings kafka, String clientId) {
        return new KafkaConsumer<>(
                kafka.with(Map.of(
                        "client.id", clientId,
                        "isolation.level", "read_committed",
                        "enable.auto.commit", "false",
                        "auto.offset.reset", "earliest")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    @Override
    public long readAllBefore() {
        return readAllBefore;
    }

    @Override
    public void await(long time) throws InterruptedException {
        if (readAllBefore >= time) {
            return;
        }
        synchronized (read) {
            while (readAllBefore < time) {
                if (closed) {
                    throw new IllegalStateException("the tables are closed");
                }
                wanted = Math.max(wanted, time);
                consumer.wakeup();
                read.wait(PAUSE.toMillis());
            }
        }
    }

    /** Returns when all that stood in the topics at the start is in the tables. */
    public void awaitStart() throws InterruptedException {
        synchronized (read) {
            while (readAllBefore == Long.MIN_VALUE) {
                read.wait(PAUSE.toMillis());
            }
        }
    }

    /** Returns when the first load of every table is whole. */
    public void awaitComplete() throws InterruptedException {
        synchronized (read) {
            while (!tables.values().stream().allMatch(Table::isComplete)) {
                read.wait(PAUSE.toMillis());
            }
        }
    }

    private void run() {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        while (!closed) {
            try {
                readToTheEnd();
                if (wanted <= readAllBefore) {
                    poll();
                }
            } catch (WakeupException e) {
                // somebody wants it fresher, or it is closing
            } catch (InterruptException e) {
                return;
            } catch (KafkaException e) {
                LOG.atWarn().setCause(e).addKeyValue("topics", tables.keySet()).log("Reading tables failed, again");
            }
        }
    }

    private void readToTheEnd() {
        long asked = System.currentTimeMillis();
        Map<TopicPartition, Long> end = ends.endOffsets(partitions);
        while (!closed && partitions.stream().anyMatch(it -> consumer.position(it) < end.getOrDefault(it, 0L))) {
            poll();
        }
        synchronized (read) {
            readAllBefore = asked;
            read.notifyAll();
        }
    }

    private void poll() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(PAUSE)) {
            Table table = tables.get(record.topic());
            if (table != null && record.value() != null) {
                table.accept(record.key(), record.value(), new Appended(record.timestamp(), record.offset()));
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        ends.wakeup();
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!thread.isAlive()) {
            consumer.close();
            ends.close();
        }
    }
}
