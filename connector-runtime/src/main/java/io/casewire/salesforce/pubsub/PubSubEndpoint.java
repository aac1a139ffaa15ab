package io.casewire.salesforce.pubsub;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the Pub/Sub API answers.
 *
 * @param plaintext without TLS, as only a local org offers it
 * @param trusted certificates to trust, in PEM; null for those of the system
 */
public record PubSubEndpoint(String host, int port, boolean plaintext, @Nullable Path trusted) {
    /**
     * From an address such as {@code https://api.pubsub.salesforce.com:7443}; {@code http} is plaintext.
     *
     * @throws IllegalArgumentException when it is no such address
     */
    public static PubSubEndpoint parse(String url) {
        URI address = URI.create(url);
        boolean plaintext = "http".equals(address.getScheme());
        if (address.getHost() == null || address.getPort() < 0 || !(plaintext || "https".equals(address.getScheme()))) {
            throw new IllegalArgumentException("no address such as https://host:7443");
        }
        return new PubSubEndpoint(address.getHost(), address.getPort(), plaintext, null);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
