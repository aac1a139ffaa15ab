package io.casewire.salesforce.pubsub;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the Pub/Sub API answers.
 *
 * @param plaintext without TLS, as only a local org offers it
 * @param trusted certificates to trust, in PEM; null for those of the system
 */
public record PubSubEndpoint(String host, int port, boolean plaintext, @Nullable Path trusted) {
    /** The one address of all orgs (Pub/Sub API guide). */
    public static final PubSubEndpoint SALESFORCE = new PubSubEndpoint("api.pubsub.salesforce.com", 7443, false, null);

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
