package io.casewire.routes;

import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Message;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.SynchronizationAdapter;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
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
final class MqttConsumer extends DefaultConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(MqttConsumer.class);
    private static final long AGAIN_MILLIS = 500;
    private static final int MOST_DOUBLINGS = 10;
    /** Answers from here on say no (MQTT 5, 2.4). */
    private static final int REFUSED = 0x80;

    private final MqttEndpoint endpoint;
    /** Held while connecting and while stopping. */
    private final Object turn = new Object();
    /** Whether a try to connect is under way to its time: one is enough. */
    private final AtomicBoolean waiting = new AtomicBoolean();

    private volatile @Nullable ScheduledExecutorService connector;
    private volatile @Nullable Connection connection;
    /** Whether the session at the broker holds the subscription, for as long as the broker has the session. */
    private boolean inSession;
    /** In a row: the more, the longer until the next try. */
    private volatile int failures;

    MqttConsumer(MqttEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    /** Whether messages can arrive now. */
    boolean isListening() {
        Connection known = connection;
        return known != null && known.client.isConnected();
    }

    boolean hears(String filter) {
        return endpoint.getTopic().equals(filter);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        synchronized (turn) {
            inSession = false;
            failures = 0;
            waiting.set(false);
            ScheduledExecutorService runner = endpoint.getCamelContext()
                    .getExecutorServiceManager()
                    .newSingleThreadScheduledExecutor(this, "mqtt-connect");
            connector = runner;
            try {
                connect();
            } catch (MqttException | RuntimeException e) {
                connector = null;
                endpoint.getCamelContext().getExecutorServiceManager().shutdownNow(runner);
                throw e;
            }
        }
    }

    @Override
    protected void doStop() throws Exception {
        ScheduledExecutorService runner = connector;
        connector = null;
        if (runner != null) {
            // Whoever connects now gives up.
            endpoint.getCamelContext().getExecutorServiceManager().shutdownNow(runner);
        }
        synchronized (turn) {
            Connection stopping = connection;
            connection = null;
            if (stopping != null) {
                stopping.leave();
            }
        }
        super.doStop();
    }

    private void connectSoon() {
        ScheduledExecutorService runner = connector;
        if (runner == null || !waiting.compareAndSet(false, true)) {
            return;
        }
        long pause = Math.min(
                AGAIN_MILLIS << Math.min(failures, MOST_DOUBLINGS),
                endpoint.getConfiguration().getMaxReconnectDelay());
        try {
            runner.schedule(this::tryAgain, pause, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("It is stopping");
        }
    }

    private void tryAgain() {
        synchronized (turn) {
            waiting.set(false);
            if (connector == null || isListening()) {
                return;
            }
            Connection lost = connection;
            connection = null;
            if (lost != null) {
                lost.end();
            }
            try {
                connect();
                failures = 0;
            } catch (MqttException | RuntimeException e) {
                failures++;
                LOG.atDebug().setCause(e).addKeyValue("route", getRouteId()).log("Connecting failed, again");
            }
            if (!isListening()) {
                connectSoon();
            }
        }
    }

    /**
     * By a client of its own: what an earlier one is still about does not matter then. The subscription is the session's (MQTT
     * 5, 4.1), so nothing is subscribed where the broker has that still: one that loses the connection while it subscribes may
     * lose what waits in the session.
     */
    private void connect() throws MqttException {
        Connection next = new Connection(endpoint.newClient());
        MqttConnectionOptions options = endpoint.options();
        options.setAutomaticReconnect(false);
        try {
            next.client.setCallback(next);
            boolean kept = next.client.connectWithResult(options).getSessionPresent() && inSession;
            if (!kept) {
                inSession = false;
                subscribe(next.client);
                inSession = true;
            }
            connection = next;
        } catch (MqttException | RuntimeException e) {
            next.end();
            throw e;
        }
    }

    private void subscribe(MqttClient client) throws MqttException {
        String[] filters = endpoint.filters();
        int[] qos = new int[filters.length];
        Arrays.fill(qos, endpoint.getConfiguration().getQos());
        IMqttToken answer = client.subscribe(filters, qos);
        int[] codes = answer.getReasonCodes();
        int worst = codes == null ? 0 : Arrays.stream(codes).max().orElse(0);
        if (worst >= REFUSED) {
            throw new MqttException(worst);
        }
        endpoint.unsubscribeForgotten(client);
    }

    /** One connection to the broker: what came by it is acknowledged by it, or not at all. */
    private final class Connection implements MqttCallback {
        private final MqttClient client;
        private volatile boolean ended;

        Connection(MqttClient client) {
            this.client = client;
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
                exchange.getExchangeExtension().addOnCompletion(new Acknowledgement(client, message));
            }
            getAsyncProcessor().process(exchange, defaultConsumerCallback(exchange, true));
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            if (!ended) {
                LOG.atWarn()
                        .addKeyValue("route", getRouteId())
                        .addKeyValue("reason", response == null ? null : response.getReasonString())
                        .log("The MQTT broker is gone, the client connects again");
                connectSoon();
            }
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

        void leave() {
            ended = true;
            try {
                if (client.isConnected()) {
                    if (endpoint.getConfiguration().isCleanStart()) {
                        client.unsubscribe(endpoint.filters());
                    }
                    client.disconnect();
                }
            } catch (MqttException e) {
                LOG.atDebug().setCause(e).log("The broker was not told goodbye");
            } finally {
                end();
            }
        }

        void end() {
            ended = true;
            MqttEndpoint.end(client);
        }
    }

    /** Tells the broker that a message is in Kafka. */
    private static final class Acknowledgement extends SynchronizationAdapter {
        private final MqttClient client;
        private final MqttMessage message;

        Acknowledgement(MqttClient client, MqttMessage message) {
            this.client = client;
            this.message = message;
        }

        @Override
        public void onComplete(Exchange exchange) {
            try {
                client.messageArrivedComplete(message.getId(), message.getQos());
            } catch (MqttException | RuntimeException e) {
                // Its connection is gone: it is delivered again, and recognised.
                LOG.atDebug().setCause(e).log("An acknowledgement was not sent; the message comes again");
            }
        }
    }
}
