package io.casewire.routes;

import io.casewire.salesforce.OrgApi;
import io.casewire.salesforce.pubsub.PubSubClient;
import io.casewire.salesforce.pubsub.PubSubEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;

/** A login to an org without any route, for commands that only ask. It logs in with the first question. */
public final class OrgSession implements AutoCloseable {
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final CamelOrgApi org;
    private final @Nullable PubSubClient pubSub;

    /** @param events where its Pub/Sub API answers; null when that is not known */
    public OrgSession(OrgLogin login, @Nullable PubSubEndpoint events) throws Exception {
        camel.addComponent("salesforce", new OrgComponent(login));
        camel.start();
        org = new CamelOrgApi(camel, login.url(), login.apiVersion());
        pubSub = events == null ? null : new PubSubClient(events, new CamelPubSubLogin(camel, login.url()));
    }

    public OrgApi org() {
        return org;
    }

    public @Nullable PubSubClient pubSub() {
        return pubSub;
    }

    @Override
    public void close() {
        if (pubSub != null) {
            pubSub.close();
        }
        camel.stop();
    }
}
