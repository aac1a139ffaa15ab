package io.casewire.stream;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes records all or nothing, and none any more once another with the same name was opened, be it in another process.
 *
 * <p>Whether a commit that failed took place is not known. The one way on is to open another, which settles it.
 */
final class Transactions implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;
    private boolean open;
    private volatile boolean broken;

    /** @param name one for each thing only one process may write at a time */
    Transactions(KafkaSettings kafka, String name) {
        String id = StreamRunner.group(kafka.topics(), name);
        producer = new KafkaProducer<>(
                kafka.with(Map.of(
                        "client.id",
                        id,
                        "transactional.id",
                        id,
                        "acks",
                        "all",
                        // With more, a request may be sent again behind its successors: see StreamRunner.
                        "max.in.flight.requests.per.connection",
                        "1",
                        // As large as the topics take.
                        "max.request.size",
                        Integer.toString(10 * 1024 * 1024),
                        "buffer.memory",
                        Integer.toString(64 * 1024 * 1024),
                        // Whoever stops waits for it.
                        "max.block.ms",
                        "15000",
                        "transaction.timeout.ms",
                        "10000")),
                new StringSerializer(),
                new ByteArraySerializer());
        try {
            producer.initTransactions();
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    /** Whether it is of no use any more. */
    boolean isBroken() {
        return broken;
    }

    synchronized void send(Topic topic, String key, byte[] value) {
        send(topic.name(), key, value);
    }

    synchronized void send(String topic, String key, byte[] value) {
        send(new ProducerRecord<>(topic, key, value));
    }

    synchronized void send(ProducerRecord<String, byte[]> record) {
        doOrBreak(() -> {
            if (!open) {
                producer.beginTransaction();
                open = true;
            }
            producer.send(record);
        });
    }

    /** Returns when everything sent is there for others to read. */
    synchronized void commit() {
        if (open) {
            doOrBreak(producer::commitTransaction);
            open = false;
        }
    }

    /** Lets everything sent reach Kafka, where it stays hidden until it is committed. */
    synchronized void flush() {
        producer.flush();
    }

    private void doOrBreak(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            broken = true;
            throw e;
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
