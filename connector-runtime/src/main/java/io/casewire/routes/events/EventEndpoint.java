package io.casewire.routes.events;

import io.casewire.salesforce.pubsub.SubscriptionSettings;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/** A topic of the org. */
final class EventEndpoint extends DefaultEndpoint {
    private final EventComponent events;
    private final SubscriptionSettings settings;
    private final String subscription;
    private final @Nullable String reconcile;

    EventEndpoint(
            String uri,
            EventComponent events,
            SubscriptionSettings settings,
            String subscription,
            @Nullable String reconcile) {
        super(uri, events);
        this.events = events;
        this.settings = settings;
        this.subscription = subscription;
        this.reconcile = reconcile;
    }

    EventComponent events() {
        return events;
    }

    SubscriptionSettings settings() {
        return settings;
    }

    /** What its position is kept under, and its lease. */
    String subscription() {
        return subscription;
    }

    /** SOQL for what was missed, with {@code :since} for a time; null when there is none. */
    @Nullable
    String reconcile() {
        return reconcile;
    }

    @Override
    public Producer createProducer() {
        return new EventProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        EventConsumer consumer = new EventConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }
}
