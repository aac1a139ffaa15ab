package io.casewire.routes.events;

import io.casewire.salesforce.pubsub.EventPublisher;
import io.casewire.salesforce.pubsub.Position;
import io.casewire.salesforce.pubsub.PubSubException;
import io.casewire.stream.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the body as an event: a map of its fields, or a list of such maps for as many events, or either as JSON. The
 * route goes on when the org has answered for all of them; one that publishes faster than the org takes waits.
 *
 * <p>A step that fails and is tried again publishes all of them again: whoever reads them has to know them by a field.
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
        try {
            List<CompletableFuture<Position>> answers = publish(exchange);
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).whenComplete((none, failure) -> {
                if (failure != null) {
                    exchange.setException(cause(failure));
                } else if (!answers.isEmpty()) {
                    String last = answers.get(answers.size() - 1).join().hex();
                    exchange.getMessage().setHeader(Events.POSITION, last);
                }
                callback.done(false);
            });
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.setException(e);
        } catch (IllegalArgumentException | IllegalStateException | SerializationException e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private List<CompletableFuture<Position>> publish(Exchange exchange) throws InterruptedException {
        EventPublisher running = publisher;
        if (running == null) {
            throw new IllegalStateException("the route is stopping");
        }
        Message message = exchange.getMessage();
        Object body = parsed(message.getBody());
        boolean several = body instanceof Collection;
        Collection<?> events = body instanceof Collection<?> list ? list : Collections.singletonList(body);
        List<CompletableFuture<Position>> answers = new ArrayList<>();
        for (Object event : events) {
            String id = several ? null : message.getHeader(Events.ID, String.class);
            answers.add(running.publish(id == null ? UUID.randomUUID().toString() : id, fields(event)));
        }
        return answers;
    }

    private static @Nullable Object parsed(@Nullable Object body) {
        if (body instanceof byte[] json) {
            return Json.read(json, Object.class);
        }
        return body instanceof String json ? Json.read(json.getBytes(StandardCharsets.UTF_8), Object.class) : body;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> fields(@Nullable Object body) {
        if (body instanceof Map<?, ?> map && map.keySet().stream().allMatch(String.class::isInstance)) {
            return (Map<String, Object>) map;
        }
        throw new IllegalArgumentException("an event is a map of its fields");
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() instanceof PubSubException
                ? failure.getCause()
                : failure;
    }
}
