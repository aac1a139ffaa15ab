package io.casewire.benchmarks.load;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code load bridge}: the least that brings MQTT to Kafka without losing anything. */
@Command(
        name = "bridge",
        mixinStandardHelpOptions = true,
        description = "Copies MQTT messages to a Kafka topic, acknowledged after Kafka has them, until it is stopped.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"2:wrong arguments", "3:failed", "143:stopped"})
final class BareBridge implements Callable<Integer> {
    private static final int DEVICE_LEVEL = 1;

    @Option(names = "--mqtt", required = true, description = "tcp://HOST:PORT of the broker")
    private URI mqtt = URI.create("tcp://localhost");

    @Option(names = "--filter", required = true, description = "topics to subscribe to; the second level is the key")
    private String filter = "";

    @Option(names = "--kafka", required = true, description = "bootstrap servers")
    private String kafka = "";

    @Option(names = "--to", required = true, description = "topic to write; it has to be there")
    private String to = "";

    @Option(names = "--header", description = "name=value, on every record; several may be given")
    private final Map<String, String> headers = new TreeMap<>();

    @Option(
            names = "--receive-maximum",
            defaultValue = "1000",
            description = "messages under way (default: ${DEFAULT-VALUE}, the connector's)")
    private int receiveMaximum = 1000;

    @Override
    public Integer call() throws Exception {
        KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka, "acks", "all", "linger.ms", "5"),
                new StringSerializer(),
                new ByteArraySerializer());
        Mqtt5AsyncClient client = Mqtt5Client.builder()
                .identifier("bridge-" + Long.toString(System.nanoTime(), 36))
                .serverHost(mqtt.getHost())
                .serverPort(mqtt.getPort())
                .buildAsync();
        client.connectWith()
                .cleanStart(true)
                .restrictions()
                .receiveMaximum(receiveMaximum)
                .applyRestrictions()
                .send()
                .get();
        client.subscribeWith()
                .topicFilter(filter)
                .qos(MqttQos.AT_LEAST_ONCE)
                .callback(message -> copy(producer, message))
                .manualAcknowledgement(true)
                .send()
                .get();
        UntilStopped.run(() -> {
            client.disconnect();
            producer.close();
        });
        return 0;
    }

    private void copy(KafkaProducer<String, byte[]> producer, Mqtt5Publish message) {
        String device = message.getTopic().getLevels().get(DEVICE_LEVEL);
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(to, device, message.getPayloadAsBytes());
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        producer.send(record, (metadata, failure) -> {
            if (failure == null) {
                message.acknowledge();
            }
        });
    }
}
