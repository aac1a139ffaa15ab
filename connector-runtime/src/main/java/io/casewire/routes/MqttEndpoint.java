package io.casewire.routes;

import java.util.HashSet;
import java.util.List;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Endpoint;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Topics, with commas between, with our consumer; or one with our producer. */
final class MqttEndpoint extends PahoMqtt5Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(MqttEndpoint.class);
    /** An answer that takes longer is none: milliseconds. */
    private static final long PATIENCE = 30_000;

    private final MqttComponent component;

    MqttEndpoint(String uri, String topic, MqttComponent component, PahoMqtt5Configuration configuration) {
        super(uri, topic, component, configuration);
        this.component = component;
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

    /** What the consumer subscribes to. */
    String[] filters() {
        return getTopic().split(",");
    }

    /** Takes out of the broker's session what nobody wants any more: an earlier consumer of this process left it there. */
    void unsubscribeForgotten(MqttClient client) throws MqttException {
        String id = getConfiguration().getClientId();
        if (id == null) {
            return;
        }
        String[] forgotten = component.forgotten(id, new HashSet<>(List.of(filters())));
        if (forgotten.length > 0) {
            client.unsubscribe(forgotten);
            component.unsubscribed(id, forgotten);
        }
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

    /** Whatever it is about: a client left alone goes on connecting, and takes the session from the next one. */
    static void end(MqttClient client) {
        try {
            client.disconnectForcibly(0, 0, false);
        } catch (MqttException | RuntimeException e) {
            LOG.atDebug().setCause(e).log("There was no connection to end");
        }
        try {
            client.close(true);
        } catch (MqttException | RuntimeException e) {
            LOG.atDebug().setCause(e).log("An MQTT client does not close");
        }
    }

    MqttConnectionOptions options() {
        return createMqttConnectionOptions();
    }
}
