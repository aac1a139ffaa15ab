package io.casewire.routes;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Endpoint;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Component;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Endpoint;
import org.apache.camel.spi.annotations.Component;

/** {@code paho-mqtt5} as Camel has it, but for its consumer: docs/decisions/0012-mqtt-consumer.md. */
@Component("paho-mqtt5")
final class MqttComponent extends PahoMqtt5Component {
    /** By client id: what its session at the broker was subscribed to by this process. */
    private final Map<String, Set<String>> sessions = new ConcurrentHashMap<>();

    /** @return what the session of a client may be subscribed to, other than what is wanted from now on */
    String[] forgotten(String clientId, Set<String> wanted) {
        Set<String> all = sessions.computeIfAbsent(clientId, id -> ConcurrentHashMap.newKeySet());
        all.addAll(wanted);
        return all.stream().filter(filter -> !wanted.contains(filter)).toArray(String[]::new);
    }

    /** The session holds them no more. */
    void unsubscribed(String clientId, String[] filters) {
        sessions.getOrDefault(clientId, Set.of()).removeAll(List.of(filters));
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        PahoMqtt5Endpoint plain = (PahoMqtt5Endpoint) super.createEndpoint(uri, remaining, parameters);
        MqttEndpoint endpoint = new MqttEndpoint(uri, plain.getTopic(), this, plain.getConfiguration());
        endpoint.setClient(plain.getClient());
        endpoint.setBridgeErrorHandler(plain.isBridgeErrorHandler());
        endpoint.setExceptionHandler(plain.getExceptionHandler());
        return endpoint;
    }
}
