package io.casewire.routes;

import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;

/** {@code kafkaCommit} in the routes: the record was handled, and must not come again. */
public final class KafkaCommit {

    public void commit(Exchange exchange) {
        KafkaManualCommit manual =
                exchange.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class);
        if (manual == null) {
            throw new IllegalStateException("the route reads Kafka without allowManualCommit");
        }
        manual.commit();
    }
}
