package io.casewire.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** How many records topics hold, and how a count grows. */
final class TopicCounts implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;
    private static final long SAMPLE_MILLIS = 200;
    private static final Duration TELL_EVERY = Duration.ofSeconds(10);

    private final Admin admin;

    /** A count that grows, such as the sum of a group's committed offsets. */
    interface Count {
        long now() throws InterruptedException, BenchException;
    }

    TopicCounts(String bootstrap) {
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    /** Sum of the end offsets. */
    long end(String topic) throws InterruptedException, BenchException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int partition = 0; partition < partitions(topic); partition++) {
            latest.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        return get(admin.listOffsets(latest).all()).values().stream()
                .mapToLong(info -> info.offset())
                .sum();
    }

    /** Sum of the end offsets of several topics. */
    long end(List<String> topics) throws InterruptedException, BenchException {
        long sum = 0;
        for (String topic : topics) {
            sum += end(topic);
        }
        return sum;
    }

    /** Creates a topic with as many partitions as another one. */
    void createLike(String topic, String other) throws InterruptedException, BenchException {
        get(admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions(other)), Optional.empty())))
                .all());
    }

    void create(String topic, int partitions) throws InterruptedException, BenchException {
        get(admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
                .all());
    }

    /**
     * Samples a count until it reaches a number.
     *
     * @throws BenchException when it does not in time
     */
    static List<MiddleRate.Sample> sampleUntil(Count count, long target, Duration patience)
            throws InterruptedException, BenchException {
        List<MiddleRate.Sample> samples = new ArrayList<>();
        long giveUp = System.nanoTime() + patience.toNanos();
        long now = count.now();
        samples.add(new MiddleRate.Sample(System.nanoTime(), now));
        MiddleRate.Sample told = samples.get(0);
        while (now < target) {
            if (System.nanoTime() > giveUp) {
                throw new BenchException(
                        "only " + now + " of " + target + " records after " + patience.toSeconds() + " s");
            }
            Thread.sleep(SAMPLE_MILLIS);
            now = count.now();
            MiddleRate.Sample sample = new MiddleRate.Sample(System.nanoTime(), now);
            samples.add(sample);
            if (sample.nanos() - told.nanos() > TELL_EVERY.toNanos()) {
                double rate = (sample.count() - told.count()) * 1e9 / (sample.nanos() - told.nanos());
                System.err.printf(Locale.ROOT, "  %,d of %,d, %,.0f/s%n", now, target, rate);
                told = sample;
            }
        }
        return samples;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }

    private int partitions(String topic) throws InterruptedException, BenchException {
        return Objects.requireNonNull(get(admin.describeTopics(List.of(topic)).allTopicNames())
                        .get(topic))
                .partitions()
                .size();
    }

    private static <T> T get(KafkaFuture<T> future) throws InterruptedException, BenchException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new BenchException("Kafka does not answer: " + e.getMessage());
        }
    }
}
