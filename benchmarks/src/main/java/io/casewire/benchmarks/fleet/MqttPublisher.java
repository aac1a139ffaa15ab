package io.casewire.benchmarks.fleet;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes at QoS 1 over one connection, with a bounded number of messages under way. */
public final class MqttPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MqttPublisher.class);
    private static final int SESSION_SECONDS = 3600;

    private final Mqtt5AsyncClient client;
    private final IntConsumer acked;
    private final int mostInFlight;
    private final Semaphore inFlight;
    private final AtomicLong refused = new AtomicLong();

    /** @param acked told the sequence number of each message the broker acknowledged, from a thread of the client */
    public MqttPublisher(URI broker, String clientId, int mostInFlight, IntConsumer acked) {
        this.acked = acked;
        this.mostInFlight = mostInFlight;
        this.inFlight = new Semaphore(mostInFlight);
        this.client = Mqtt5Client.builder()
                .identifier(clientId)
                .serverHost(broker.getHost())
                .serverPort(broker.getPort() < 0 ? 1883 : broker.getPort())
                .automaticReconnect()
                .initialDelay(100, TimeUnit.MILLISECONDS)
                .maxDelay(1, TimeUnit.SECONDS)
                .applyAutomaticReconnect()
                // A broker that lost the session gets the unacknowledged messages again all the same.
                .addDisconnectedListener(context -> context.getReconnector().republishIfSessionExpired(true))
                .buildAsync();
    }

    /** @throws IllegalStateException when the broker does not answer in time */
    public void connect(Duration patience) throws InterruptedException {
        try {
            client.connectWith()
                    .cleanStart(true)
                    .sessionExpiryInterval(SESSION_SECONDS)
                    .send()
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(
                    "No MQTT broker answers at " + client.getConfig().getServerHost() + ":"
                            + client.getConfig().getServerPort() + ". Start the connector or the broker first.",
                    e);
        }
    }

    /** Waits while as many messages are under way as may be. */
    public void publish(int seq, String topic, byte[] payload) throws InterruptedException {
        inFlight.acquire();
        client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload)
                .send()
                .whenComplete((result, failure) -> done(seq, result, failure));
    }

    /** Waits until nothing is under way; false when that takes longer. */
    public boolean awaitAcks(Duration patience) throws InterruptedException {
        boolean all = inFlight.tryAcquire(mostInFlight, patience.toMillis(), TimeUnit.MILLISECONDS);
        if (all) {
            inFlight.release(mostInFlight);
        }
        return all;
    }

    /** Messages the broker or the client refused: they are not acknowledged. */
    public long refused() {
        return refused.get();
    }

    @Override
    public void close() {
        client.disconnect().orTimeout(1, TimeUnit.SECONDS).exceptionally(failure -> null);
    }

    private void done(int seq, @Nullable Mqtt5PublishResult result, @Nullable Throwable failure) {
        if (failure == null && result != null && result.getError().isEmpty()) {
            acked.accept(seq);
        } else if (refused.incrementAndGet() == 1) {
            LOG.atWarn()
                    .addKeyValue("seq", seq)
                    .setCause(failure)
                    .log("a message was refused; further ones are only counted");
        }
        inFlight.release();
    }
}
