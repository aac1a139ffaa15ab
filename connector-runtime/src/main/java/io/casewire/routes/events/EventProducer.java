package io.casewire.routes.events;

import io.casewire.salesforce.pubsub.EventPublisher;
import io.casewire.salesforce.pubsub.PubSubException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the body, a map of fields, as an event; the route goes on when the org has answered. A route that publishes
 * faster than the org takes waits.
 */
final class EventProducer extends DefaultAsyncProducer {
    private final EventEndpoint endpoint;
    private @Nullable EventPublisher publisher;

    EventProducer(EventEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        publisher = endpoint.events().publisher(endpoint.settings().topic());
    }

    @Override
    protected void doStop() throws Exception {
        EventPublisher running = publisher;
        publisher = null;
        if (running != null) {
            running.close();
        }
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        EventPublisher running = publisher;
        Map<String, Object> fields = fields(exchange);
        if (running == null || fields == null) {
            exchange.setException(new IllegalArgumentException("an event is a map of its fields"));
            callback.done(true);
            return true;
        }
        String id = exchange.getMessage()
                .getHeader(Events.ID, () -> UUID.randomUUID().toString(), String.class);
        try {
            running.publish(id, fields).whenComplete((position, failure) -> {
                if (failure == null) {
                    exchange.getMessage().setHeader(Events.POSITION, position.hex());
                } else {
                    exchange.setException(cause(failure));
                }
                callback.done(false);
            });
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Map<String, Object> fields(Exchange exchange) {
        return exchange.getMessage().getBody(Map.class);
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() instanceof PubSubException
                ? failure.getCause()
                : failure;
    }
}
