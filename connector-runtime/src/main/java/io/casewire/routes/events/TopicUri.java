package io.casewire.routes.events;

import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.support.component.EndpointUriFactorySupport;

/** How Camel makes an address of the parameters that a YAML route gives: the topic is its path. */
public final class TopicUri extends EndpointUriFactorySupport {
    private static final String TOPIC = "topic";
    private static final Set<String> SCHEMES = Set.of("casewire-pubsub", "casewire-journal");
    private static final Set<String> NAMES = Set.of(TOPIC, "begin", "whenLost", "reconcile", "subscription", "silence");

    @Override
    public boolean isEnabled(String scheme) {
        return SCHEMES.contains(scheme);
    }

    @Override
    public String buildUri(String scheme, Map<String, Object> properties, boolean encode) throws URISyntaxException {
        Map<String, Object> left = new HashMap<>(properties);
        String uri = buildPathParameter(scheme + ":" + TOPIC, scheme + ":" + TOPIC, TOPIC, null, true, left);
        return buildQueryParameters(uri, left, encode);
    }

    @Override
    public Set<String> propertyNames() {
        return NAMES;
    }

    @Override
    public Set<String> secretPropertyNames() {
        return Set.of();
    }

    @Override
    public Map<String, String> multiValuePrefixes() {
        return Map.of();
    }

    @Override
    public boolean isLenientProperties() {
        return false;
    }
}
