package io.casewire.stream;

import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka where the readings end and how far the decisions have committed; the difference is the lag.
 *
 * <p>Both are asked of Kafka and not of the stream, so the answer holds after a restart too, when the stream has read
 * nothing yet.
 */
public final class LogEnds implements PartitionEnds, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogEnds.class);
    private static final long EVERY_MILLIS = 250;
    /** No answer for longer than this is worth telling people. */
    private static final int PATIENCE_MILLIS = 5_000;

    private final Admin admin;
    private final String bootstrapServers;
    private final String group;
    private final Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    private final Map<Integer, Long> decidedAllBefore = new ConcurrentHashMap<>();
    private final Map<Integer, Long> lag = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer;
    private volatile long answeredAt = System.currentTimeMillis();

    public LogEnds(KafkaSettings kafka, Topic readings, String group) {
        this.admin = Admin.create(kafka.with(Map.of(
                "client.id",
                "casewire-ends",
                "request.timeout.ms",
                PATIENCE_MILLIS,
                "default.api.timeout.ms",
                PATIENCE_MILLIS)));
        this.bootstrapServers = kafka.bootstrapServers();
        this.group = group;
        for (int partition = 0; partition < readings.partitions(); partition++) {
            asked.put(new TopicPartition(readings.name(), partition), OffsetSpec.latest());
        }
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "log-ends");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(this::ask, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public long decidedAllBefore(int partition) {
        return decidedAllBefore.getOrDefault(partition, Long.MIN_VALUE);
    }

    /** Readings that wait to be decided. */
    public long lag() {
        return lag.values().stream().mapToLong(Long::longValue).sum();
    }

    /** That Kafka does not answer, when it does not. */
    public List<Finding> findings() {
        long silentMillis = System.currentTimeMillis() - answeredAt;
        return silentMillis <= PATIENCE_MILLIS
                ? List.of()
                : List.of(new Finding(
                        FindingCode.KAFKA_UNREACHABLE,
                        bootstrapServers,
                        "silent for " + silentMillis / 1000 + " s; readings wait at their sender."));
    }

    private void ask() {
        try {
            long now = System.currentTimeMillis();
            Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(
                            asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get();
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            answeredAt = System.currentTimeMillis();
            ends.forEach((partition, end) -> {
                OffsetAndMetadata done = committed.get(partition);
                long missing = end.offset() - (done == null ? 0 : done.offset());
                lag.put(partition.partition(), Math.max(0, missing));
                if (missing <= 0) {
                    decidedAllBefore.put(partition.partition(), now);
                }
            });
        } catch (ExecutionException e) {
            LOG.atDebug().setCause(e).log("Kafka does not say where the readings end, asked again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        admin.close(Duration.ofSeconds(1));
    }
}
