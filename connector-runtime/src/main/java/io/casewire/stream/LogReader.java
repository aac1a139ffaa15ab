package io.casewire.stream;

import io.casewire.delivery.CommandReceipt;
import io.casewire.delivery.Receipt;
import io.casewire.ingest.RawReading;
import io.casewire.mapping.Write;
import io.casewire.model.ReadingId;
import io.casewire.pipeline.Explanation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** Looks single things up in our topics, by seeking to their time: for {@code explain}. Opens its own consumer. */
public final class LogReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    /** How far behind its reading an explanation or receipt may stand. */
    private static final int MOST_RECORDS = 500_000;

    private final Topics topics;
    private final KafkaConsumer<String, byte[]> consumer;

    public LogReader(KafkaSettings kafka) {
        topics = kafka.topics();
        consumer = new KafkaConsumer<>(
                kafka.with(Map.of(
                        "client.id", "casewire-log-reader",
                        "isolation.level", "read_committed",
                        "enable.auto.commit", "false")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /** @return null when it is no longer kept, or never was */
    public @Nullable RawReading reading(ReadingId id) {
        ConsumerRecord<String, byte[]> record = record(id);
        return record == null || ReadingRecord.activation(record.headers()) != null
                ? null
                : ReadingRecord.read(
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        record.timestamp(),
                        record.key(),
                        record.value(),
                        record.headers());
    }

    /**
     * When what is named so was appended, a reading or something else that happened to a device; epoch milliseconds.
     *
     * @return null when it is no longer kept, or never was
     */
    public @Nullable Long appendedAt(ReadingId id) {
        ConsumerRecord<String, byte[]> record = record(id);
        return record == null ? null : record.timestamp();
    }

    private @Nullable ConsumerRecord<String, byte[]> record(ReadingId id) {
        TopicPartition partition = new TopicPartition(id.topic(), id.partition());
        if (!id.topic().equals(topics.readings().name())
                || id.partition() < 0
                || id.partition() >= topics.readings().partitions()) {
            return null;
        }
        consumer.assign(List.of(partition));
        long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        if (id.offset() < begin || id.offset() >= end) {
            return null;
        }
        consumer.seek(partition, id.offset());
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        scan(partition, end, MOST_RECORDS, record -> {
            found.add(record);
            return false;
        });
        ConsumerRecord<String, byte[]> record = found.isEmpty() ? null : found.get(0);
        return record == null || record.offset() != id.offset() ? null : record;
    }

    /** The explanation of a reading or timer whose time is known; null when nothing came of it. */
    public @Nullable Explanation explanation(String id, String device, long at) {
        List<Explanation> found = new ArrayList<>();
        int partition =
                DecisionTopology.partitionOf(device, topics.explanations().partitions());
        from(new TopicPartition(topics.explanations().name(), partition), at, record -> {
            if (id.equals(record.key())) {
                found.add(Json.read(record.value(), Explanation.class));
            }
            return found.isEmpty();
        });
        return found.isEmpty() ? null : found.get(0);
    }

    /** Every explanation of a device that names the episode, from a time on. */
    public List<Explanation> explanationsOf(String episode, String device, long from) {
        List<Explanation> found = new ArrayList<>();
        int partition =
                DecisionTopology.partitionOf(device, topics.explanations().partitions());
        from(new TopicPartition(topics.explanations().name(), partition), from, record -> {
            Explanation explanation = Json.read(record.value(), Explanation.class);
            if (explanation.decisions().stream().anyMatch(it -> it.episode().equals(episode))) {
                found.add(explanation);
            }
            return true;
        });
        return found;
    }

    /** Every explanation that names what befell many devices at once, from a time on. */
    public List<Explanation> explanationsOf(String mass, long from) {
        List<Explanation> found = new ArrayList<>();
        for (int partition = 0; partition < topics.explanations().partitions(); partition++) {
            from(new TopicPartition(topics.explanations().name(), partition), from, record -> {
                if (record.key().startsWith(mass)) {
                    found.add(Json.read(record.value(), Explanation.class));
                }
                return true;
            });
        }
        return found;
    }

    /** The receipts of some wanted records, by {@code Write.id()}, from a time on. */
    public List<Receipt> receipts(Set<String> writes, long from) {
        List<Receipt> found = new ArrayList<>();
        from(new TopicPartition(topics.receipts().name(), 0), from, record -> {
            if (writes.contains(record.key())) {
                found.add(Json.read(record.value(), Receipt.class));
            }
            return true;
        });
        return found;
    }

    /** What became of some commands to a device, by their ids, from a time on. */
    public List<CommandReceipt> commandReceipts(Set<String> commands, String device, long from) {
        List<CommandReceipt> found = new ArrayList<>();
        int partition =
                DecisionTopology.partitionOf(device, topics.commandReceipts().partitions());
        from(new TopicPartition(topics.commandReceipts().name(), partition), from, record -> {
            CommandReceipt receipt = Json.read(record.value(), CommandReceipt.class);
            // Another device's answer to it is none.
            if (commands.contains(receipt.command()) && device.equals(receipt.device())) {
                found.add(receipt);
            }
            return true;
        });
        return found;
    }

    /** The wanted records, as they were wanted, from a time on. */
    public List<Write> writes(Set<String> ids, long from) {
        List<Write> found = new ArrayList<>();
        from(new TopicPartition(topics.writes().name(), 0), from, record -> {
            if (ids.contains(record.key())) {
                found.add(Json.read(record.value(), Write.class));
            }
            return true;
        });
        return found;
    }

    /** What was wanted last of each record since a time, by {@code Write.id()}, with the last receipt there is for it. */
    public Map<String, Wanted> wanted(long since) {
        Map<String, Wanted> wanted = new TreeMap<>();
        all(topics.writes(), since, record -> {
            Write write = Json.read(record.value(), Write.class);
            wanted.merge(
                    write.id(),
                    new Wanted(write, null),
                    (before, now) -> now.write().revision() < before.write().revision() ? before : now);
        });
        all(topics.receipts(), since, record -> {
            Receipt receipt = Json.read(record.value(), Receipt.class);
            wanted.computeIfPresent(receipt.write(), (id, it) -> new Wanted(it.write(), receipt));
        });
        return wanted;
    }

    /** @param receipt the last one, of whatever revision; null for none */
    public record Wanted(Write write, @Nullable Receipt receipt) {}

    private void all(Topic topic, long since, Consumer<ConsumerRecord<String, byte[]>> each) {
        from(new TopicPartition(topic.name(), 0), since, Long.MAX_VALUE, record -> {
            each.accept(record);
            return true;
        });
    }

    /** Every record of a topic of one partition, oldest first. */
    void each(Topic topic, Consumer<byte[]> value) {
        from(new TopicPartition(topic.name(), 0), 0, record -> {
            value.accept(record.value());
            return true;
        });
    }

    private void from(TopicPartition partition, long time, Predicate<ConsumerRecord<String, byte[]>> more) {
        from(partition, time, MOST_RECORDS, more);
    }

    private void from(TopicPartition partition, long time, long most, Predicate<ConsumerRecord<String, byte[]>> more) {
        consumer.assign(List.of(partition));
        Map<TopicPartition, Long> asked = new HashMap<>();
        asked.put(partition, Math.max(0, time));
        OffsetAndTimestamp start = consumer.offsetsForTimes(asked).get(partition);
        if (start != null) {
            consumer.seek(partition, start.offset());
            scan(partition, consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L), most, more);
        }
    }

    private void scan(TopicPartition partition, long end, long most, Predicate<ConsumerRecord<String, byte[]>> more) {
        long seen = 0;
        while (consumer.position(partition) < end && seen < most) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                seen++;
                if (!more.test(record)) {
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
