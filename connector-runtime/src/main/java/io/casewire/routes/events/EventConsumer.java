package io.casewire.routes.events;

import io.casewire.model.Finding;
import io.casewire.salesforce.pubsub.Subscription;
import io.casewire.stream.Journal;
import io.casewire.stream.Leases;
import java.util.List;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** Hands the org's events to a route, in the one replica that this falls to. */
public final class EventConsumer extends DefaultConsumer {
    private final EventEndpoint endpoint;
    private volatile @Nullable Reading reading;

    EventConsumer(EventEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    /** Why no events come, and what was missed; nothing where another replica reads. */
    public List<Finding> findings() {
        Reading current = reading;
        return current == null ? List.of() : current.findings();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        endpoint.events().client();
        endpoint.events().leases().add(lease(), this::begin);
    }

    @Override
    protected void doStop() throws Exception {
        endpoint.events().leases().remove(lease());
        super.doStop();
    }

    private String lease() {
        return "events " + endpoint.subscription();
    }

    private Leases.Tenure begin() throws Exception {
        Journal journal = Journal.open(endpoint.events().kafka(), endpoint.subscription());
        JournaledEvents events = new JournaledEvents(this, endpoint, journal);
        Reading begun = new Reading(
                journal, events, Subscription.start(endpoint.events().client(), endpoint.settings(), events));
        reading = begun;
        return begun;
    }

    /** Reading while the lease is held. */
    private final class Reading implements Leases.Tenure {
        private final Journal journal;
        private final JournaledEvents events;
        private final Subscription subscription;

        Reading(Journal journal, JournaledEvents events, Subscription subscription) {
            this.journal = journal;
            this.events = events;
            this.subscription = subscription;
        }

        List<Finding> findings() {
            Finding finding = subscription.finding();
            return finding == null ? events.findings() : List.of(finding);
        }

        @Override
        public boolean isBroken() {
            return journal.isBroken();
        }

        @Override
        public void close() {
            reading = null;
            subscription.close();
            journal.close();
        }
    }
}
