package io.casewire.routes;

import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code kafkaCommit} in the routes: the record was handled, and must not come again. */
public final class KafkaCommit {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaCommit.class);

    public void commit(Exchange exchange) {
        KafkaManualCommit manual =
                exchange.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class);
        if (manual == null) {
            throw new IllegalStateException("the route reads Kafka without allowManualCommit");
        }
        try {
            manual.commit();
        } catch (CommitFailedException | RebalanceInProgressException e) {
            // Trying again never helps: only the next poll joins the group again. Whoever has the partition then
            // commits
            // what follows, or handles this record once more.
            LOG.atInfo().addKeyValue("route", exchange.getFromRouteId()).log("The group changed before a commit");
        }
    }
}
