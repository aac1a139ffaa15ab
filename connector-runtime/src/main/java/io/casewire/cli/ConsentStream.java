package io.casewire.cli;

import io.casewire.model.Finding;
import io.casewire.salesforce.ConsentFeed;
import io.casewire.salesforce.OrgSync;
import io.casewire.salesforce.pubsub.PubSubClient;
import io.casewire.salesforce.pubsub.PubSubEndpoint;
import io.casewire.salesforce.pubsub.PubSubLogin;
import io.casewire.salesforce.pubsub.Subscription;
import io.casewire.salesforce.pubsub.SubscriptionSettings;
import io.casewire.salesforce.pubsub.SubscriptionSettings.WhenLost;
import java.io.IOException;
import java.util.List;

/** Hears of consent as it changes in the org. Without it consent is read every ten minutes. */
final class ConsentStream implements AutoCloseable {
    private final PubSubClient client;
    private final Subscription subscription;

    ConsentStream(PubSubEndpoint endpoint, PubSubLogin login, OrgSync sync) throws IOException {
        client = new PubSubClient(endpoint, login);
        // A lost position is followed by a full read, which needs no event from before.
        SubscriptionSettings settings =
                SubscriptionSettings.of(ConsentFeed.TOPIC).whenLost(WhenLost.LATEST);
        subscription = Subscription.start(client, settings, new ConsentFeed(sync));
    }

    List<Finding> findings() {
        Finding finding = subscription.finding();
        return finding == null ? List.of() : List.of(finding);
    }

    @Override
    public void close() {
        subscription.close();
        client.close();
    }
}
