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
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
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
    private static final long AGAIN_MILLIS = 500;
    private static final int MOST_DOUBLINGS = 10;

    private final MqttEndpoint endpoint;
    /** A message is acknowledged over the connection it came by, or not at all: packet ids are the connection's. */
    private final AtomicInteger connections = new AtomicInteger();

    private volatile @Nullable MqttClient client;
    private volatile boolean subscribed;
    /** Connects again, one try after the other. */
    private @Nullable ScheduledExecutorService connector;
    /** Whether the session at the broker holds the subscription, for as long as the broker has the session. */
    private volatile boolean inSession;

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
        connector = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newSingleThreadScheduledExecutor(this, "mqtt-connect");
        starting.setCallback(this);
        inSession = false;
        try {
            connect(starting);
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
        connectAgain(0);
    }

    @Override
    public void connectComplete(boolean again, String uri) {
        // whoever connects goes on
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

    /** @param failures in a row: the more, the longer until the next try */
    private void connectAgain(int failures) {
        ScheduledExecutorService runner = connector;
        if (runner != null && !runner.isShutdown()) {
            long pause = Math.min(
                    AGAIN_MILLIS << Math.min(failures, MOST_DOUBLINGS),
                    endpoint.getConfiguration().getMaxReconnectDelay());
            runner.schedule(() -> tryAgain(failures), pause, TimeUnit.MILLISECONDS);
        }
    }

    private void tryAgain(int failures) {
        MqttClient running = client;
        if (running == null || subscribed) {
            return;
        }
        try {
            connect(running);
        } catch (MqttException e) {
            LOG.atDebug().setCause(e).addKeyValue("route", getRouteId()).log("Connecting failed, again");
            connectAgain(failures + 1);
        }
    }

    /**
     * The subscription is the session's (MQTT 5, 4.1), so nothing is subscribed where the broker has that still: a broker
     * that loses the connection while it subscribes may lose the session's messages over it.
     */
    private void connect(MqttClient running) throws MqttException {
        boolean kept = inSession;
        if (!running.isConnected()) {
            MqttConnectionOptions options = endpoint.options();
            options.setAutomaticReconnect(false);
            kept &= running.connectWithResult(options).getSessionPresent();
        }
        if (!kept) {
            inSession = false;
            running.subscribe(endpoint.getTopic(), endpoint.getConfiguration().getQos());
            inSession = true;
        }
        subscribed = running.isConnected();
        if (!subscribed) {
            throw new MqttException(MqttClientException.REASON_CODE_CONNECTION_LOST);
        }
    }

    private void stopClient() throws MqttException {
        subscribed = false;
        ScheduledExecutorService runner = connector;
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
