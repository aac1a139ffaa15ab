package io.casewire.routes;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Component;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Endpoint;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;

/** A topic with our consumer and our producer. */
final class MqttEndpoint extends PahoMqtt5Endpoint {
    /** An answer that takes longer is none: milliseconds. */
    private static final long PATIENCE = 30_000;

    MqttEndpoint(String uri, String topic, PahoMqtt5Component component, PahoMqtt5Configuration configuration) {
        super(uri, topic, component, configuration);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        MqttConsumer consumer = new MqttConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() {
        return new MqttProducer(this);
    }

    /** A client that is not connected yet. */
    MqttClient newClient() throws MqttException {
        PahoMqtt5Configuration configuration = getConfiguration();
        String id = configuration.getClientId() == null ? generateClientId() : configuration.getClientId();
        MqttClient client =
                new MqttClient(configuration.getBrokerUrl(), id, createMqttClientPersistence(configuration));
        client.setManualAcks(configuration.isManualAcksEnabled());
        client.setTimeToWait(PATIENCE);
        return client;
    }

    MqttConnectionOptions options() {
        return createMqttConnectionOptions();
    }
}
