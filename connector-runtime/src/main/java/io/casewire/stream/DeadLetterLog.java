package io.casewire.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** Dead letters, and what was made of them since. Opens its own consumer. */
public final class DeadLetterLog implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final byte[] NOTHING = new byte[0];
    private static final Pattern LETTER = Pattern.compile("(\\d{1,5})-(\\d{1,18})");

    private final KafkaSettings kafka;
    private final Topic topic;
    private final KafkaConsumer<String, byte[]> consumer;

    public DeadLetterLog(KafkaSettings kafka) {
        this.kafka = kafka;
        this.topic = kafka.topics().deadLetters();
        this.consumer = new KafkaConsumer<>(
                kafka.with(Map.of(
                        "client.id", "casewire-dead-letters",
                        "isolation.level", "read_committed",
                        // What is deleted meanwhile is passed over, and not all the rest with it.
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /**
     * Those that match, oldest first, without their payloads.
     *
     * @param wanted by what never changes of a letter
     * @param state null for all
     * @param since only what came in from then on
     */
    public List<DeadLetterRecord> list(
            Predicate<DeadLetterRecord> wanted, DeadLetterRecord.@Nullable State state, Instant since)
            throws ExecutionException, InterruptedException {
        List<DeadLetterRecord> found = new ArrayList<>();
        Map<Integer, Long> ends = TopicEnds.of(kafka, topic);
        for (int number = 0; number < topic.partitions(); number++) {
            TopicPartition partition = new TopicPartition(topic.name(), number);
            consumer.assign(List.of(partition));
            OffsetAndTimestamp start = consumer.offsetsForTimes(Map.of(partition, since.toEpochMilli()))
                    .get(partition);
            if (start != null) {
                Map<String, DeadLetterRecord> letters = new LinkedHashMap<>();
                consumer.seek(partition, start.offset());
                scan(partition, ends.getOrDefault(number, 0L), record -> take(record, wanted, letters, false));
                letters.values().stream()
                        .filter(letter -> state == null || letter.state() == state)
                        .forEach(found::add);
            }
        }
        found.sort(Comparator.comparing(DeadLetterRecord::at).thenComparing(DeadLetterRecord::id));
        return found;
    }

    /** What is done with a letter that is read. */
    public interface Reader<E extends Exception> {
        void read(DeadLetterRecord letter) throws E;
    }

    /**
     * Reads those listed with their payloads, in the order of the log within each partition.
     *
     * @return those that are kept no more
     */
    public <E extends Exception> List<DeadLetterRecord> load(List<DeadLetterRecord> listed, Reader<E> reader) throws E {
        Map<Integer, TreeMap<Long, DeadLetterRecord>> byPlace = new TreeMap<>();
        listed.forEach(letter -> byPlace.computeIfAbsent(letter.partition(), it -> new TreeMap<>())
                .put(letter.payloadAt(), letter));
        List<DeadLetterRecord> gone = new ArrayList<>();
        for (Map.Entry<Integer, TreeMap<Long, DeadLetterRecord>> place : byPlace.entrySet()) {
            TreeMap<Long, DeadLetterRecord> letters = place.getValue();
            TopicPartition partition = new TopicPartition(topic.name(), place.getKey());
            consumer.assign(List.of(partition));
            consumer.seek(partition, letters.firstKey());
            scan(partition, letters.lastKey() + 1, record -> {
                DeadLetterRecord letter = letters.remove(record.offset());
                if (letter != null) {
                    reader.read(letter.with(Sealed.open(record.value())));
                }
            });
            gone.addAll(letters.values());
        }
        return gone;
    }

    /** One, with its payload; null when there is none of this id, or none any more. */
    public @Nullable DeadLetterRecord find(String id) throws ExecutionException, InterruptedException {
        Matcher place = LETTER.matcher(id);
        if (!place.matches() || Integer.parseInt(place.group(1)) >= topic.partitions()) {
            return null;
        }
        int number = Integer.parseInt(place.group(1));
        long offset = Long.parseLong(place.group(2));
        TopicPartition partition = new TopicPartition(topic.name(), number);
        consumer.assign(List.of(partition));
        long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long end = TopicEnds.of(kafka, topic).getOrDefault(number, 0L);
        if (offset < begin || offset >= end) {
            return null;
        }
        Map<String, DeadLetterRecord> letters = new HashMap<>();
        consumer.seek(partition, offset);
        scan(partition, end, record -> {
            if (id.equals(id(record))
                    || id.equals(DeadLetters.fields(record.headers()).get(DeadLetters.OF))) {
                take(record, letter -> true, letters, true);
            }
        });
        return letters.get(id);
    }

    private static void take(
            ConsumerRecord<String, byte[]> record,
            Predicate<DeadLetterRecord> wanted,
            Map<String, DeadLetterRecord> letters,
            boolean payloads) {
        Map<String, String> headers = DeadLetters.fields(record.headers());
        String of = headers.get(DeadLetters.OF);
        byte[] value = record.value() == null ? NOTHING : Sealed.open(record.value());
        if (of == null) {
            DeadLetterRecord letter = new DeadLetterRecord(
                    id(record),
                    Instant.ofEpochMilli(record.timestamp()),
                    String.valueOf(record.key()),
                    headers,
                    DeadLetterRecord.State.OPEN,
                    false,
                    payloads ? value : NOTHING,
                    value.length,
                    record.offset());
            if (wanted.test(letter)) {
                letters.put(letter.id(), letter);
            }
        } else {
            letters.computeIfPresent(of, (id, letter) -> {
                DeadLetterRecord marked = marked(letter, headers, value, record.offset());
                return payloads ? marked : marked.with(NOTHING);
            });
        }
    }

    private static DeadLetterRecord marked(
            DeadLetterRecord letter, Map<String, String> headers, byte[] value, long offset) {
        return switch (DeadLetterWork.Mark.valueOf(headers.getOrDefault(DeadLetters.MARK, ""))) {
            case RETRIED -> letter.in(DeadLetterRecord.State.RETRIED);
            case DISCARDED -> letter.in(DeadLetterRecord.State.DISCARDED);
            case EDITED -> letter.editedAt(offset, value);
        };
    }

    private static String id(ConsumerRecord<?, ?> record) {
        return record.partition() + "-" + record.offset();
    }

    private interface Each<E extends Exception> {
        void take(ConsumerRecord<String, byte[]> record) throws E;
    }

    /** From where it stands to an offset; records of open transactions have no part in it. */
    private <E extends Exception> void scan(TopicPartition partition, long end, Each<E> each) throws E {
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                each.take(record);
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
