package io.casewire.routes.events;

import io.casewire.salesforce.OrgApi;
import io.casewire.salesforce.pubsub.EventPublisher;
import io.casewire.salesforce.pubsub.PubSubClient;
import io.casewire.salesforce.pubsub.SubscriptionSettings;
import io.casewire.salesforce.pubsub.SubscriptionSettings.Start;
import io.casewire.salesforce.pubsub.SubscriptionSettings.WhenLost;
import io.casewire.stream.KafkaSettings;
import io.casewire.stream.Leases;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/**
 * {@code casewire-pubsub:/event/X}: from it come the org's events, to it go events for the org.
 *
 * <p>Options of a route that reads: {@code begin} ({@code latest}, {@code earliest}), {@code whenLost} ({@code earliest},
 * {@code latest}, {@code stop}), {@code reconcile} (SOQL with {@code :since}), {@code subscription} (the name its position
 * is kept under; the topic unless given), {@code silence} (how long the org may say nothing).
 */
@Component("casewire-pubsub")
public final class EventComponent extends DefaultComponent {
    private final @Nullable PubSubClient client;
    private final OrgApi org;
    private final KafkaSettings kafka;
    private final Leases leases;

    /** @param client null where it is not known where the Pub/Sub API answers; then no route of it starts */
    public EventComponent(@Nullable PubSubClient client, OrgApi org, KafkaSettings kafka, Leases leases) {
        this.client = client;
        this.org = org;
        this.kafka = kafka;
        this.leases = leases;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        String given = getAndRemoveParameter(parameters, "topic", String.class, remaining);
        String topic = "/" + given.replaceFirst("^/+", "");
        SubscriptionSettings settings = SubscriptionSettings.of(topic)
                .beginning(constant(Start.class, parameters, "begin", Start.LATEST))
                .whenLost(constant(WhenLost.class, parameters, "whenLost", WhenLost.EARLIEST));
        Duration silence = getAndRemoveParameter(parameters, "silence", Duration.class);
        String subscription = getAndRemoveParameter(parameters, "subscription", String.class, topic);
        String reconcile = getAndRemoveParameter(parameters, "reconcile", String.class);
        return new EventEndpoint(
                uri, this, silence == null ? settings : settings.silence(silence), subscription, reconcile);
    }

    private <E extends Enum<E>> E constant(Class<E> type, Map<String, Object> parameters, String name, E otherwise) {
        String given = getAndRemoveParameter(parameters, name, String.class);
        return given == null ? otherwise : Enum.valueOf(type, given.toUpperCase(Locale.ROOT));
    }

    PubSubClient client() {
        return Objects.requireNonNull(client, "org.pubSub is not set");
    }

    OrgApi org() {
        return org;
    }

    KafkaSettings kafka() {
        return kafka;
    }

    Leases leases() {
        return leases;
    }

    EventPublisher publisher(String topic) {
        return EventPublisher.start(client(), topic);
    }

    /** A name of the org's, where only the first 15 of its 18 characters count (Salesforce: Record IDs). */
    static boolean isSame(@Nullable Object id, String other) {
        int length = 15;
        return id instanceof String text
                && text.length() >= length
                && other.length() >= length
                && text.substring(0, length).equals(other.substring(0, length));
    }
}
