package io.casewire.cli;

import io.casewire.model.Finding;
import io.casewire.salesforce.ConsentFeed;
import io.casewire.salesforce.OrgSync;
import io.casewire.salesforce.pubsub.PubSubClient;
import io.casewire.salesforce.pubsub.Subscription;
import io.casewire.salesforce.pubsub.SubscriptionSettings;
import io.casewire.salesforce.pubsub.SubscriptionSettings.WhenLost;
import java.util.List;

/** Hears of consent as it changes in the org. Without it consent is read every ten minutes. */
final class ConsentStream implements AutoCloseable {
    private final Subscription subscription;

    ConsentStream(PubSubClient client, OrgSync sync) {
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
    }
}
