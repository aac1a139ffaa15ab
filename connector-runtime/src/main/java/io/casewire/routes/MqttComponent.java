package io.casewire.routes;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Component;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Endpoint;
import org.apache.camel.spi.annotations.Component;

/** {@code paho-mqtt5} as Camel has it, but for its consumer: docs/decisions/0012-mqtt-consumer.md. */
@Component("paho-mqtt5")
final class MqttComponent extends PahoMqtt5Component {
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
