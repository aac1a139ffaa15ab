package io.casewire.benchmarks.fleet;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** How far the deciding group has committed: everything before an offset is decided. */
public final class DecidedOffsets implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final Admin admin;
    private final String group;
    private final String topic;

    public DecidedOffsets(String bootstrap, String group, String topic) {
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
        this.group = group;
        this.topic = topic;
    }

    /** Committed offset by partition; partitions without a commit are absent. */
    public Map<Integer, Long> committed() throws InterruptedException {
        Map<Integer, Long> committed = new HashMap<>();
        try {
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .forEach((partition, offset) -> {
                        if (partition.topic().equals(topic) && offset != null) {
                            committed.put(partition.partition(), offset.offset());
                        }
                    });
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka does not tell the offsets of group " + group, e);
        }
        return committed;
    }

    /** Sum over all partitions. */
    public long total() throws InterruptedException {
        return committed().values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void close() {
        admin.close(java.time.Duration.ofSeconds(1));
    }
}
