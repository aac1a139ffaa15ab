package io.casewire.benchmarks.fleet;

import io.casewire.benchmarks.machine.Payload;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads the readings and the dead letters from where they ended when it started, in a thread of its own, and notes which
 * of this run's readings stand there. Sees committed records only, as every reader of these topics does.
 */
final class KafkaWitness implements AutoCloseable {
    /** Header of a record in the readings topic that is not a reading. */
    private static final String ACTIVATION = "casewire-activation";

    private static final Duration POLL = Duration.ofMillis(100);

    private final String bootstrap;
    private final String readings;
    private final String deadLetters;
    private final Payload payload;
    private final Sightings sightings;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<TopicPartition, Long> start;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile long behind = Long.MAX_VALUE;

    /** @throws IllegalStateException when a topic is not there */
    KafkaWitness(String bootstrap, String prefix, Payload payload, Sightings sightings) {
        this.bootstrap = bootstrap;
        this.readings = prefix + "readings";
        this.deadLetters = prefix + "dead-letters";
        this.payload = payload;
        this.sightings = sightings;
        this.consumer = consumer(bootstrap);
        Set<TopicPartition> partitions = new HashSet<>();
        partitions.addAll(partitions(readings));
        partitions.addAll(partitions(deadLetters));
        consumer.assign(partitions);
        this.start = Map.copyOf(consumer.endOffsets(partitions));
        start.forEach(consumer::seek);
        this.thread = new Thread(this::follow, "kafka-witness");
        thread.setDaemon(true);
        thread.start();
    }

    /** Records that stand in the topics and were not read yet. */
    long behind() {
        return behind;
    }

    /** Whether the place lies before the first record of this run. */
    boolean beforeStart(int partition, long offset) {
        return offset < start.getOrDefault(new TopicPartition(readings, partition), 0L);
    }

    String readingsTopic() {
        return readings;
    }

    /** Distinct readings of this run from an offset on, up to and with another one. */
    int countOurs(int partition, long from, long through) {
        Set<Integer> seqs = new HashSet<>();
        read(partition, from, through, record -> {
            int seq = payload.seq(record.value());
            if (seq != Payload.NOT_OURS) {
                seqs.add(seq);
            }
        });
        return seqs.size();
    }

    /** Sequence number of the reading at this place, {@link CaseSeen#FOREIGN} or {@link CaseSeen#NOWHERE}. */
    int openerAt(int partition, long offset) {
        int[] opener = {CaseSeen.NOWHERE};
        read(partition, offset, offset, record -> {
            if (isReading(record)) {
                int seq = payload.seq(record.value());
                opener[0] = seq == Payload.NOT_OURS ? CaseSeen.FOREIGN : seq;
            }
        });
        return opener[0];
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try (consumer) {
            while (!stopped) {
                consumer.poll(POLL).forEach(this::note);
                behind = lag();
            }
        }
    }

    private void note(ConsumerRecord<String, byte[]> record) {
        int seq = isReading(record) ? payload.seq(record.value()) : Payload.NOT_OURS;
        if (seq == Payload.NOT_OURS) {
            return;
        }
        if (record.topic().equals(readings)) {
            sightings.found(seq, record.partition(), record.offset());
        } else {
            sightings.deadLettered(seq);
        }
    }

    private long lag() {
        long sum = 0;
        for (TopicPartition partition : start.keySet()) {
            OptionalLong lag = consumer.currentLag(partition);
            // Not known yet is not caught up.
            sum += lag.orElse(1);
        }
        return sum;
    }

    private void read(
            int partition, long from, long through, java.util.function.Consumer<ConsumerRecord<String, byte[]>> each) {
        TopicPartition place = new TopicPartition(readings, partition);
        try (KafkaConsumer<String, byte[]> reader = consumer(bootstrap)) {
            reader.assign(List.of(place));
            long end = Math.min(through + 1, reader.endOffsets(List.of(place)).getOrDefault(place, 0L));
            reader.seek(place, from);
            long giveUp = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (reader.position(place) < end && System.nanoTime() < giveUp) {
                for (ConsumerRecord<String, byte[]> record : reader.poll(POLL)) {
                    if (record.offset() <= through) {
                        each.accept(record);
                    }
                }
            }
        }
    }

    private static boolean isReading(ConsumerRecord<String, byte[]> record) {
        return record.value() != null && record.headers().lastHeader(ACTIVATION) == null;
    }

    private Collection<TopicPartition> partitions(String topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic, Duration.ofSeconds(10)).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .collect(Collectors.toList());
        if (partitions.isEmpty()) {
            throw new IllegalStateException("Kafka at " + bootstrap + " has no topic " + topic
                    + ". Start the connector first, or set --topic-prefix as it is configured there.");
        }
        return partitions;
    }

    private static KafkaConsumer<String, byte[]> consumer(String bootstrap) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrap,
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false",
                        "allow.auto.create.topics", "false",
                        "max.poll.records", "5000"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }
}
