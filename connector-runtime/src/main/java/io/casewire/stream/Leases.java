package io.casewire.stream;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What only one replica may do at a time, such as reading a topic of the org: whoever has a partition of
 * {@code casewire.positions} in the consumer group does what falls to that partition.
 *
 * <p>A replica that Kafka believes dead may still be at it. So whatever it writes has to go through {@link Transactions},
 * which its successor opens anew.
 */
public final class Leases implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final KafkaConsumer<String, byte[]> consumer;
    private final Topic positions;
    private final Thread thread = new Thread(this::run, "leases");
    private final Map<String, Lease> leases = new TreeMap<>();
    /** Used by the thread alone. */
    private final Set<Integer> held = new HashSet<>();

    private volatile boolean closed;

    /** Begins what a lease is for. */
    public interface Work {
        Tenure begin() throws Exception;
    }

    /** What is done while the lease is held. */
    public interface Tenure extends AutoCloseable {
        /** Whether it has to begin anew. */
        boolean isBroken();

        @Override
        void close();
    }

    private static final class Lease {
        final int partition;
        final Work work;

        @Nullable
        Tenure tenure;

        long notBefore = System.nanoTime();

        Lease(int partition, Work work) {
            this.partition = partition;
            this.work = work;
        }

        void end() {
            if (tenure != null) {
                tenure.close();
                tenure = null;
            }
        }
    }

    public Leases(KafkaSettings kafka) {
        positions = kafka.topics().positions();
        consumer = new KafkaConsumer<>(
                kafka.with(Map.of(
                        "client.id", "casewire-leases",
                        "group.id", StreamRunner.group(kafka.topics(), "subscriptions"),
                        "enable.auto.commit", "false",
                        "auto.offset.reset", "latest",
                        "session.timeout.ms", "6000",
                        "heartbeat.interval.ms", "2000")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * From now on the work is done by the one replica it falls to.
     *
     * @throws IllegalStateException when there is work of this name already
     */
    public void add(String name, Work work) {
        synchronized (leases) {
            if (leases.containsKey(name)) {
                throw new IllegalStateException("there is a lease of this name already: " + name);
            }
            leases.put(name, new Lease(DecisionTopology.partitionOf(name, positions.partitions()), work));
        }
        consumer.wakeup();
    }

    /** What is done here under this name begins anew; another replica does as its own process says. */
    public void restart(String name) {
        synchronized (leases) {
            Lease lease = leases.get(name);
            if (lease != null) {
                lease.end();
            }
        }
        consumer.wakeup();
    }

    /** Ends the work, if it is done here. */
    public void remove(String name) {
        synchronized (leases) {
            Lease lease = leases.remove(name);
            if (lease != null) {
                lease.end();
            }
        }
    }

    private void run() {
        consumer.subscribe(List.of(positions.name()), new Changes());
        while (!closed) {
            try {
                consumer.poll(POLL);
            } catch (WakeupException e) {
                // there is something new to do, or it is closing
            } catch (InterruptException e) {
                return;
            } catch (RuntimeException e) {
                LOG.atWarn().setCause(e).log("The lease of subscriptions could not be renewed, again");
                LockSupport.parkNanos(AGAIN_NANOS);
            }
            work();
        }
    }

    private void work() {
        synchronized (leases) {
            leases.forEach((name, lease) -> {
                if (lease.tenure != null && lease.tenure.isBroken()) {
                    lease.end();
                    lease.notBefore = System.nanoTime() + AGAIN_NANOS;
                }
                if (!closed
                        && lease.tenure == null
                        && held.contains(lease.partition)
                        && System.nanoTime() - lease.notBefore >= 0) {
                    begin(name, lease);
                }
            });
        }
    }

    private static void begin(String name, Lease lease) {
        try {
            lease.tenure = lease.work.begin();
        } catch (Exception e) {
            LOG.atWarn().setCause(e).addKeyValue("lease", name).log("What a lease is for could not begin, again");
            lease.notBefore = System.nanoTime() + AGAIN_NANOS;
        }
    }

    private final class Changes implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // Nothing is read: the place in the group is all that is wanted.
            consumer.pause(partitions);
            partitions.forEach(partition -> held.add(partition.partition()));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            synchronized (leases) {
                for (TopicPartition partition : partitions) {
                    held.remove(partition.partition());
                    leases.values().stream()
                            .filter(lease -> lease.partition == partition.partition())
                            .forEach(Lease::end);
                }
            }
        }
    }

    /** Ends all work, and lets another replica begin it at once. */
    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(3).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // What it begins may wait for something that is closing too.
        thread.interrupt();
        synchronized (leases) {
            leases.values().forEach(Lease::end);
        }
        if (!thread.isAlive()) {
            consumer.close();
        }
    }
}
