package io.casewire.routes;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * Lets messages that Kafka took in any order go on, and so be acknowledged, in the order they were received.
 *
 * <p>An MQTT client has to acknowledge in that order (MQTT 5.0, 4.6), and one that does not makes a broker deliver again
 * what was handled long ago.
 */
public final class InOrderOfReceipt extends AsyncProcessorSupport {
    private static final String TICKET = "casewire-ticket";

    private final AtomicLong received = new AtomicLong();
    private final Map<Long, AsyncCallback> early = new HashMap<>();
    private long next;

    /** Called in the order of receipt, by the client's one thread; a message that is tried again keeps its place. */
    void receive(Exchange exchange) {
        if (exchange.getProperty(TICKET) == null) {
            exchange.setProperty(TICKET, received.getAndIncrement());
        }
    }

    @Override
    public synchronized boolean process(Exchange exchange, AsyncCallback callback) {
        long ticket = exchange.getProperty(TICKET, Long.class);
        early.put(ticket, callback);
        AsyncCallback due = early.remove(next);
        while (due != null) {
            next++;
            due.done(false);
            due = early.remove(next);
        }
        return false;
    }
}
