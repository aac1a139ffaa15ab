package io.casewire.routes;

import org.apache.camel.component.paho.mqtt5.PahoMqtt5Producer;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;

/** Publishes as Camel does, but over a client that does not wait for an answer without end. */
final class MqttProducer extends PahoMqtt5Producer {
    private final MqttEndpoint endpoint;
    private @Nullable MqttClient own;

    MqttProducer(MqttEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        MqttClient starting = endpoint.newClient();
        try {
            starting.connect(endpoint.options());
        } catch (MqttException e) {
            MqttEndpoint.end(starting);
            throw e;
        }
        own = starting;
        setClient(starting);
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        MqttClient stopping = own;
        own = null;
        if (stopping == null) {
            return;
        }
        try {
            if (stopping.isConnected()) {
                stopping.disconnect();
            }
        } finally {
            MqttEndpoint.end(stopping);
        }
    }
}
