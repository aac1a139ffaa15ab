package io.casewire.routes;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Message;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.SynchronizationAdapter;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages over a session that outlives connections.
 *
 * <p>A broker may deliver what waited in the session before it answers anything else. So the callback is set before the
 * client connects, and nothing the callback's thread does waits for an answer: the client reads answers only while that
 * thread takes messages.
 */
final class MqttConsumer extends DefaultConsumer implements MqttCallback {
    private static final Logger LOG = LoggerFactory.getLogger(MqttConsumer.class);
    private static final long AGAIN_MILLIS = 1_000;

    private final MqttEndpoint endpoint;
    /** A message is acknowledged over the connection it came by, or not at all: packet ids are the connection's. */
    private final AtomicInteger connections = new AtomicInteger();

    private volatile @Nullable MqttClient client;
    private volatile boolean subscribed;
    private @Nullable ScheduledExecutorService subscriber;

    MqttConsumer(MqttEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    /** Whether messages can arrive now. */
    boolean isListening() {
        MqttClient running = client;
        return subscribed && running != null && running.isConnected();
    }

    boolean hears(String filter) {
        return endpoint.getTopic().equals(filter);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        MqttClient starting = endpoint.newClient();
        client = starting;
        subscriber = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newSingleThreadScheduledExecutor(this, "mqtt-subscribe");
        starting.setCallback(this);
        try {
            starting.connect(endpoint.options());
            subscribe(starting);
        } catch (MqttException e) {
            try {
                stopClient();
            } catch (MqttException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
    }

    @Override
    protected void doStop() throws Exception {
        stopClient();
        super.doStop();
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        Exchange exchange = createExchange(true);
        PahoMqtt5Message in = new PahoMqtt5Message(exchange.getContext(), message);
        in.setBody(message.getPayload());
        in.setHeader(PahoMqtt5Constants.MQTT_TOPIC, topic);
        in.setHeader(PahoMqtt5Constants.MQTT_QOS, message.getQos());
        in.setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, message.getProperties());
        exchange.setIn(in);
        if (endpoint.getConfiguration().isManualAcksEnabled()) {
            exchange.getExchangeExtension().addOnCompletion(new Acknowledgement(message, connections.get()));
        }
        getAsyncProcessor().process(exchange, defaultConsumerCallback(exchange, true));
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        subscribed = false;
        connections.incrementAndGet();
        LOG.atWarn()
                .addKeyValue("route", getRouteId())
                .addKeyValue("reason", response.getReasonString())
                .log("The MQTT broker is gone, the client connects again");
    }

    @Override
    public void connectComplete(boolean again, String uri) {
        ScheduledExecutorService runner = subscriber;
        if (again && runner != null) {
            runner.execute(this::subscribeAgain);
        }
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
        LOG.atWarn().setCause(exception).addKeyValue("route", getRouteId()).log("The MQTT client met an error");
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
        // it only consumes
    }

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {
        // no extended authentication
    }

    /** The session may hold the subscription still, or the broker may have lost the session. */
    private void subscribeAgain() {
        MqttClient running = client;
        ScheduledExecutorService runner = subscriber;
        if (running == null || runner == null || !running.isConnected()) {
            return;
        }
        try {
            subscribe(running);
        } catch (MqttException e) {
            LOG.atWarn().setCause(e).addKeyValue("route", getRouteId()).log("Subscribing failed, again");
            runner.schedule(this::subscribeAgain, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void subscribe(MqttClient running) throws MqttException {
        running.subscribe(endpoint.getTopic(), endpoint.getConfiguration().getQos());
        subscribed = true;
    }

    private void stopClient() throws MqttException {
        subscribed = false;
        ScheduledExecutorService runner = subscriber;
        if (runner != null) {
            endpoint.getCamelContext().getExecutorServiceManager().shutdownNow(runner);
        }
        MqttClient stopping = client;
        client = null;
        if (stopping == null) {
            return;
        }
        try {
            if (stopping.isConnected()) {
                if (endpoint.getConfiguration().isCleanStart()) {
                    stopping.unsubscribe(endpoint.getTopic());
                }
                stopping.disconnect();
            }
        } finally {
            // A client left alone without a connection goes on connecting, and takes the session from the next one.
            stopping.close(true);
        }
    }

    /** Tells the broker that a message is in Kafka. */
    private final class Acknowledgement extends SynchronizationAdapter {
        private final MqttMessage message;
        private final int connection;

        Acknowledgement(MqttMessage message, int connection) {
            this.message = message;
            this.connection = connection;
        }

        @Override
        public void onComplete(Exchange exchange) {
            MqttClient running = client;
            if (running == null || connection != connections.get()) {
                return; // it is delivered again, and recognised
            }
            try {
                running.messageArrivedComplete(message.getId(), message.getQos());
            } catch (MqttException e) {
                LOG.atDebug().setCause(e).log("An acknowledgement was not sent; the message comes again");
            }
        }
    }
}
