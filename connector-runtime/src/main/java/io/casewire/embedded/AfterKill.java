package io.casewire.embedded;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
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
    private static final long SECONDS = 15;
    /** No controller tells a client whom it has fenced, so it is given three times as long as it needs. */
    private static final long SESSION_MILLIS = 300;

    private AfterKill() {}

    /** Runs the controller alone until it has noticed, so that the broker begins leaderless and then leads for good. */
    static void fence(Properties broker, int controllerPort) {
        Properties alone = new Properties();
        alone.putAll(broker);
        alone.setProperty("process.roles", "controller");
        alone.setProperty("listeners", "CONTROLLER://127.0.0.1:" + controllerPort);
        alone.setProperty("broker.heartbeat.interval.ms", "100");
        alone.setProperty("broker.session.timeout.ms", Long.toString(SESSION_MILLIS));
        KafkaRaftServer controller = new KafkaRaftServer(KafkaConfig.fromProps(alone, false), Time.SYSTEM);
        controller.startup();
        try (Admin admin = Admin.create(Map.of("bootstrap.controllers", "127.0.0.1:" + controllerPort))) {
            // Answered once the controller is active; from then on the killed broker's session runs out.
            admin.describeMetadataQuorum().quorumInfo().get(SECONDS, TimeUnit.SECONDS);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(3 * SESSION_MILLIS));
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn()
                    .setCause(e)
                    .log("Kafka's controller does not answer, the killed broker may not be noticed yet");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            controller.shutdown();
            controller.awaitShutdown();
        }
    }

    /** Ends the transactions of the killed process now and not when they time out: nobody else writes to this broker. */
    static void abortTransactions(String bootstrapServers) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            List<String> open = admin
                    .listTransactions(new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING)))
                    .all()
                    .get(SECONDS, TimeUnit.SECONDS)
                    .stream()
                    .map(TransactionListing::transactionalId)
                    .toList();
            admin.fenceProducers(open).all().get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn().setCause(e).log("Transactions of the killed process end only when they time out");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
