package io.casewire.routes;

import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * {@code kafkaTakeAgain} in the routes: the record cannot be handled yet, and is to come again, before those behind it in
 * its partition.
 *
 * <p>Unlike a step that waits, it lets the other partitions go on, and Kafka see that the consumer is well. The route takes
 * one record at a time ({@code maxPollRecords: 1}): of more, those behind it would be handled all the same.
 */
public final class KafkaTakeAgain {
    /** How often what waits looks, at most. */
    private static final long PAUSE_MILLIS = 50;

    public void seek(Exchange exchange) throws InterruptedException {
        DefaultKafkaManualCommit record =
                exchange.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT, DefaultKafkaManualCommit.class);
        if (record == null) {
            throw new IllegalStateException("the route reads Kafka without allowManualCommit");
        }
        Consumer<?, ?> consumer = record.getCamelExchangePayload().consumer;
        TopicPartition partition = record.getPartition();
        // One that was taken away meanwhile goes on where it is now.
        if (consumer.assignment().contains(partition)) {
            consumer.seek(partition, record.getRecordOffset());
        }
        Thread.sleep(PAUSE_MILLIS);
    }
}
