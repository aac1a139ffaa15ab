package io.casewire.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a single broker that was killed needs before and after it starts again.
 *
 * <p>A broker alone has nobody to take its partitions over. Started at once, it leads them until its controller notices
 * that the earlier process is gone, then for a moment nobody leads them; a transaction that ends in this moment is never
 * marked in its partitions, and their readers wait for it for ever (seen with Kafka 4.3.1: "Couldn't find leader
 * endpoint ... these partitions are likely deleted").
 */
final class AfterKill {
    private static final Logger LOG = LoggerFactory.getLogger(AfterKill.class);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** Much longer than a broker takes to mark an ended transaction in its own partitions. */
    private static final Duration MARKED = Duration.ofSeconds(10);

    private static final Duration AGAIN = Duration.ofMillis(50);

    private AfterKill() {}

    /**
     * Tells the controller, alone, that the earlier process is gone, so that the broker begins leaderless and then leads for
     * good.
     */
    static void unregister(Properties broker, int node, int controllerPort) {
        Properties alone = new Properties();
        alone.putAll(broker);
        alone.setProperty("process.roles", "controller");
        alone.setProperty("listeners", "CONTROLLER://127.0.0.1:" + controllerPort);
        KafkaRaftServer controller = new KafkaRaftServer(KafkaConfig.fromProps(alone, false), Time.SYSTEM);
        controller.startup();
        try (Admin admin = Admin.create(Map.of("bootstrap.controllers", "127.0.0.1:" + controllerPort))) {
            get(admin.unregisterBroker(node).all());
        } catch (ExecutionException | TimeoutException e) {
            // A process may be killed before its controller ever knew of it.
            if (!(e.getCause() instanceof BrokerIdNotRegisteredException)) {
                LOG.atWarn()
                        .setCause(e)
                        .log(
                                "Kafka's controller does not know that the earlier broker was killed; where it refuses this one, start again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            controller.shutdown();
            controller.awaitShutdown();
        }
    }

    /**
     * Ends the transactions of the killed process now and not when they time out: nobody else writes to this broker yet. One
     * that was never marked, and that nobody would end any more, is told of.
     */
    static void endTransactions(String bootstrapServers) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Map<String, TopicDescription> topics = topics(admin);
            TopicDescription coordinated = topics.get(Topic.TRANSACTION_STATE_TOPIC_NAME);
            if (coordinated == null) {
                return;
            }
            awaitCoordinators(admin, coordinated.partitions().size());
            get(admin.fenceProducers(ongoing(admin)).all());
            List<TopicPartition> partitions = topics.values().stream()
                    .flatMap(topic -> topic.partitions().stream()
                            .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                    .toList();
            List<AbortTransactionSpec> open = unmarked(admin, partitions);
            Instant giveUp = Instant.now().plus(MARKED);
            while (!open.isEmpty() && Instant.now().isBefore(giveUp)) {
                Thread.sleep(AGAIN.toMillis());
                open = unmarked(admin, partitions);
            }
            for (AbortTransactionSpec hanging : open) {
                LOG.warn(
                        "A transaction of the killed process was never ended in {}; it is now",
                        hanging.topicPartition());
                get(admin.abortTransaction(hanging).all());
            }
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn().setCause(e).log("Transactions of the killed process end only when they time out");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, TopicDescription> topics(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        Set<String> names =
                get(admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
        return get(admin.describeTopics(names).allTopicNames());
    }

    /**
     * A broker that leads a partition of the transactions' topic reads it before it knows of any. Until then it says that there
     * are none, or that it is not to be asked, where it is asked for one.
     */
    private static void awaitCoordinators(Admin admin, int partitions)
            throws ExecutionException, InterruptedException, TimeoutException {
        for (int i = 0; i < partitions; i++) {
            // Kafka chooses the partition by the hash of the id, which of one letter is the letter.
            String nobody = Character.toString('a' + i);
            try {
                get(admin.describeTransactions(Set.of(nobody)).description(nobody));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TransactionalIdNotFoundException)) {
                    throw e;
                }
            }
        }
    }

    private static List<String> ongoing(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        ListTransactionsOptions open = new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING));
        return get(admin.listTransactions(open).all()).stream()
                .map(TransactionListing::transactionalId)
                .toList();
    }

    private static List<AbortTransactionSpec> unmarked(Admin admin, List<TopicPartition> partitions)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<AbortTransactionSpec> unmarked = new ArrayList<>();
        get(admin.describeProducers(partitions).all()).forEach((partition, producers) -> {
            for (ProducerState producer : producers.activeProducers()) {
                if (producer.currentTransactionStartOffset().isPresent()) {
                    unmarked.add(new AbortTransactionSpec(
                            partition,
                            producer.producerId(),
                            (short) producer.producerEpoch(),
                            producer.coordinatorEpoch().orElse(0)));
                }
            }
        });
        return unmarked;
    }

    private static <T> T get(KafkaFuture<T> answer) throws ExecutionException, InterruptedException, TimeoutException {
        return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
