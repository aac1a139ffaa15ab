package io.casewire.routes;

import java.util.HashMap;
import java.util.Map;
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
    static final String TICKET = "casewire-ticket";

    private final Map<Long, AsyncCallback> early = new HashMap<>();
    private long next;

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
