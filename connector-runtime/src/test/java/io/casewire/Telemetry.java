package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Machines that publish over MQTT, QoS 1; what is not acknowledged is sent again when the broker is back. */
public final class Telemetry implements AutoCloseable {
    private final Mqtt5AsyncClient client;

    public Telemetry(String broker) throws Exception {
        this(builder(broker));
    }

    /** Over TLS, with the clients' certificate. */
    public Telemetry(String broker, TestKeys keys) throws Exception {
        this(builder(broker)
                .sslConfig()
                .keyManagerFactory(keys.ofClients())
                .trustManagerFactory(keys.trusted())
                .applySslConfig());
    }

    private Telemetry(Mqtt5ClientBuilder builder) throws Exception {
        client = builder.buildAsync();
        client.connectWith().sessionExpiryInterval(3_600).send().get(20, TimeUnit.SECONDS);
    }

    private static Mqtt5ClientBuilder builder(String broker) {
        URI url = URI.create(broker);
        return Mqtt5Client.builder()
                .identifier("machines")
                .serverHost(url.getHost())
                .serverPort(url.getPort())
                .automaticReconnectWithDefaultConfig()
                .addDisconnectedListener(context -> context.getReconnector().republishIfSessionExpired(true));
    }

    /** Returns when the broker has it. */
    public void publish(String topic, byte[] payload) throws Exception {
        assertThat(send(topic, payload).get(60, TimeUnit.SECONDS).getError()).isEmpty();
    }

    public CompletableFuture<Mqtt5PublishResult> send(String topic, byte[] payload) {
        return client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload)
                .send();
    }

    /** A machine in order, or overstrained; nothing else is wrong with it. */
    public void publish(String device, boolean overstrained) throws Exception {
        publish("devices/" + device + "/telemetry", reading(Instant.now(), overstrained ? 230 : 10));
    }

    public static byte[] reading(Instant time, double toolWear) {
        return json(time.toString(), "50.0", Double.toString(toolWear));
    }

    /** @param torque whatever shall stand in its place */
    public static byte[] json(String time, String torque, String toolWear) {
        return String.format(
                        Locale.ROOT,
                        """
                        {"ts":"%s","type":"L","airTemperature":300.0,"processTemperature":311.0,\
                        "rotationalSpeed":1400,"torque":%s,"toolWear":%s}""",
                        time,
                        torque,
                        toolWear)
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.disconnect();
    }
}
