package io.casewire.routes;

import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.delivery.Call;
import io.casewire.delivery.Call.Row;
import io.casewire.delivery.Receipt;
import io.casewire.delivery.Refusal;
import io.casewire.delivery.RestCall;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.salesforce.pubsub.EventPublisher;
import io.casewire.salesforce.pubsub.EventPublisher.Unanswered;
import io.casewire.salesforce.pubsub.Position;
import io.casewire.salesforce.pubsub.PubSubClient;
import io.casewire.salesforce.pubsub.PubSubException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * {@code eventStage} in the routes: publishes the rows of a call as platform events, each once. What is not answered goes
 * back to the plan, and past the last gate again.
 *
 * <p>An event's uuid is made of its write: where an answer was lost, the second event is known by it.
 */
public final class EventBean implements AutoCloseable {
    /** For all of a call; a topic whose stream is silent holds up a channel no longer. */
    private static final long MOST_SECONDS = 15;

    private final @Nullable PubSubClient client;
    private final DeliveryHealth health;
    private final Clock clock;
    private final Map<String, EventPublisher> publishers = new ConcurrentHashMap<>();

    /** @param client null when it is not known where the Pub/Sub API answers */
    EventBean(@Nullable PubSubClient client, DeliveryHealth health, Clock clock) {
        this.client = client;
        this.health = health;
        this.clock = clock;
    }

    /** Publishes what is left of the call after consent was asked. */
    public void publish(Exchange exchange) throws InterruptedException {
        Call call = DeliveryBean.call(exchange);
        List<Receipt> receipts = DeliveryBean.receipts(exchange);
        PubSubClient known = client;
        if (known == null) {
            health.failed(
                    new Finding(FindingCode.ORG_PUB_SUB, call.object(), "org.pubSub is not set."), clock.millis());
            DeliveryBean.rows(exchange)
                    .forEach(row -> receipts.add(RestCall.unpublished(call, row, Refusal.NO_ANSWER, clock.millis())));
            return;
        }
        EventPublisher publisher = publishers.computeIfAbsent(
                "/event/" + call.object(), topic -> EventPublisher.start(known, topic, Unanswered.GIVEN_BACK));
        Map<Row, CompletableFuture<Position>> answers = new LinkedHashMap<>();
        for (Row row : DeliveryBean.rows(exchange)) {
            answers.put(row, publisher.publish(uuid(row), fields(row)));
        }
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        for (Map.Entry<Row, CompletableFuture<Position>> answer : answers.entrySet()) {
            receipts.add(receipt(call, answer.getKey(), answer.getValue(), until));
        }
    }

    private Receipt receipt(Call call, Row row, CompletableFuture<Position> answer, long until)
            throws InterruptedException {
        try {
            answer.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
            health.answered();
            return RestCall.published(call, row, uuid(row), clock.millis());
        } catch (TimeoutException e) {
            return RestCall.unpublished(call, row, Refusal.NO_ANSWER, clock.millis());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PubSubException refused && refused.isAboutEvent()) {
                return RestCall.unpublished(call, row, Refusal.EVENT, clock.millis());
            }
            if (e.getCause() instanceof PubSubException failed) {
                health.failed(failed.finding(), clock.millis());
            }
            return RestCall.unpublished(call, row, Refusal.NO_ANSWER, clock.millis());
        }
    }

    private static String uuid(Row row) {
        String what = row.write() + "#" + row.revision();
        return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static Map<String, @Nullable Object> fields(Row row) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        row.fields().forEach((name, value) -> fields.put(name, plain(value)));
        return fields;
    }

    private static @Nullable Object plain(JsonNode value) {
        if (value.isNull()) {
            return null;
        } else if (value.isBoolean()) {
            return value.asBoolean();
        } else if (value.isNumber()) {
            return value.numberValue();
        }
        return value.isTextual() ? value.asText() : value.toString();
    }

    @Override
    public void close() {
        List<EventPublisher> running = new ArrayList<>(publishers.values());
        publishers.clear();
        running.forEach(EventPublisher::close);
    }
}
