package io.casewire.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.casewire.TestKafka;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptReadingsIT {
    @TempDir
    private Path folder;

    @Test
    void shouldWaitForThePartitionWhoseOffsetIsBeingCommitted() throws Exception {
        try (TestKafka broker = new TestKafka(folder);
                KafkaProducer<String, byte[]> first = producer(broker, "first");
                KafkaProducer<String, byte[]> second = producer(broker, "second")) {
            // Given: two partitions are decided, and one of them is about to be further
            commit(first, 0, 10);
            commit(second, 1, 20);
            first.commitTransaction();
            second.commitTransaction();
            commit(second, 1, 21);

            // When
            CompletableFuture<Map<Integer, Long>> decided = CompletableFuture.supplyAsync(() -> decided(broker));

            // Then
            assertThatThrownBy(() -> decided.get(2, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            second.commitTransaction();
            assertThat(decided.get(60, TimeUnit.SECONDS)).isEqualTo(Map.of(0, 10L, 1, 21L));
        }
    }

    private static KafkaProducer<String, byte[]> producer(TestKafka broker, String name) {
        KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                broker.settings().with(Map.of("transactional.id", name)),
                new StringSerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private static void commit(KafkaProducer<String, byte[]> producer, int partition, long offset) {
        TopicPartition readings = new TopicPartition(Topics.DEFAULT.readings().name(), partition);
        producer.beginTransaction();
        producer.sendOffsetsToTransaction(
                Map.of(readings, new OffsetAndMetadata(offset)),
                new ConsumerGroupMetadata(StreamRunner.group(Topics.DEFAULT, "decide")));
    }

    private static Map<Integer, Long> decided(TestKafka broker) {
        try (KeptReadings kept = new KeptReadings(broker.settings())) {
            return kept.decided();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
