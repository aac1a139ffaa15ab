package io.casewire.stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.delivery.Receipt;
import io.casewire.mapping.Write;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Follows the Cases as Salesforce confirms them, from now on, without asking the org. */
public final class CaseFeed implements AutoCloseable {
    private static final String CASE = "Case";
    private static final int WAITING = 20_000;

    private final KafkaConsumer<String, byte[]> consumer;
    private final Thread thread;
    private final Topics topics;
    private final Consumer<Opened> listener;
    private final Map<String, Write> wanted = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Write> eldest) {
            return size() > WAITING;
        }
    };
    private volatile boolean closed;

    /** A Case that came to be. @param millis from the reading's append to Salesforce's answer */
    public record Opened(String recordId, String reason, long millis) {}

    public CaseFeed(KafkaSettings kafka, Consumer<Opened> listener) {
        this.topics = kafka.topics();
        this.listener = listener;
        this.consumer = new KafkaConsumer<>(
                kafka.with(Map.of(
                        "client.id", "casewire-case-feed",
                        "isolation.level", "read_committed",
                        "enable.auto.commit", "false")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of(
                new TopicPartition(topics.writes().name(), 0),
                new TopicPartition(topics.receipts().name(), 0));
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread = new Thread(this::follow, "case-feed");
        thread.setDaemon(true);
        thread.start();
    }

    private void follow() {
        try {
            while (!closed) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    take(record);
                }
            }
        } catch (WakeupException e) {
            // closing
        } finally {
            consumer.close();
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        if (record.topic().equals(topics.writes().name())) {
            Write write = Json.read(record.value(), Write.class);
            if (write.object().equals(CASE)) {
                wanted.put(write.id(), write);
            }
            return;
        }
        Receipt receipt = Json.read(record.value(), Receipt.class);
        Write write = receipt.object().equals(CASE) ? wanted.remove(receipt.write()) : null;
        if (write != null && receipt.result() == Receipt.Result.CREATED) {
            JsonNode subject = write.create().get("Subject");
            listener.accept(new Opened(
                    String.valueOf(receipt.recordId()),
                    subject == null ? write.key() : subject.asText(),
                    receipt.at() - write.requestedAt()));
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
    }
}
