package io.casewire.routes;

import io.casewire.ingest.Admitted;
import io.casewire.ingest.Arrival;
import io.casewire.ingest.IngestStage;
import io.casewire.model.Finding;
import io.casewire.model.Stage;
import io.casewire.stream.DeadLetters;
import io.casewire.stream.ReadingRecord;
import io.casewire.stream.Sealed;
import io.casewire.stream.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Message;
import org.apache.camel.support.DefaultMessage;
import org.apache.kafka.common.header.Headers;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/** {@code ingestStage} in the routes: turns what a connection delivered into records for Kafka. */
public final class IngestBean {
    /** A dead letter keeps the whole message up to here. */
    private static final int WHOLE_DEAD_LETTER = 8 * 1024 * 1024;

    private static final int HEAD_OF_DEAD_LETTER = 64 * 1024;

    private final IngestStage stage;
    private final Topics topics;
    private final MeterRegistry meters;
    private final Map<String, Counter> taken = new ConcurrentHashMap<>();
    private final AtomicLong receipt = new AtomicLong();

    IngestBean(IngestStage stage, Topics topics, MeterRegistry meters) {
        this.stage = stage;
        this.topics = topics;
        this.meters = meters;
    }

    /** Called in the order of receipt, by the client's one thread. */
    public void fromMqtt(Exchange exchange) {
        Message message = exchange.getMessage();
        exchange.setProperty(InOrderOfReceipt.TICKET, receipt.getAndIncrement());
        boolean retained = message instanceof PahoMqtt5Message mqtt
                && mqtt.getMqttMessage() != null
                && mqtt.getMqttMessage().isRetained();
        take(
                exchange,
                new Arrival(
                        "mqtt",
                        message.getHeader(PahoMqtt5Constants.MQTT_TOPIC, "", String.class),
                        null,
                        userProperties(
                                message.getHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, MqttProperties.class)),
                        retained,
                        message.getBody(byte[].class)));
    }

    public void fromKafka(Exchange exchange) {
        Message message = exchange.getMessage();
        Map<String, String> headers = new HashMap<>();
        Headers kafka = message.getHeader(KafkaConstants.HEADERS, Headers.class);
        if (kafka != null) {
            kafka.forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        }
        take(
                exchange,
                new Arrival(
                        "kafka",
                        message.getHeader(KafkaConstants.TOPIC, "", String.class),
                        message.getHeader(KafkaConstants.KEY, String.class),
                        headers,
                        false,
                        message.getBody(byte[].class)));
    }

    private void take(Exchange exchange, Arrival arrival) {
        List<Message> records = stage.apply(arrival)
                .fold(
                        admitted -> admitted.stream()
                                .map(it -> reading(exchange, arrival, it))
                                .toList(),
                        finding -> List.of(),
                        finding -> List.of(),
                        finding -> List.of(deadLetter(exchange, arrival, finding)));
        taken.computeIfAbsent(arrival.source(), source -> meters.counter("casewire.ingest", "source", source))
                .increment();
        if (records.size() == 1) {
            Message only = records.get(0);
            exchange.getMessage().setBody(only.getBody());
            only.getHeaders().forEach(exchange.getMessage()::setHeader);
        } else {
            exchange.getMessage().setBody(new ArrayList<>(records));
        }
    }

    private Message reading(Exchange exchange, Arrival arrival, Admitted admitted) {
        Map<String, String> headers = ReadingRecord.headers(arrival, admitted);
        return record(exchange, topics.readings().name(), admitted.device(), headers, Sealed.seal(admitted.payload()));
    }

    private Message deadLetter(Exchange exchange, Arrival arrival, Finding finding) {
        byte[] payload = arrival.payload();
        Map<String, String> headers = DeadLetters.fields(finding, arrival);
        if (payload.length > WHOLE_DEAD_LETTER) {
            headers.put(DeadLetters.CUT_SIZE, Integer.toString(payload.length));
            headers.put(DeadLetters.CUT_HASH, sha256(payload));
            payload = Arrays.copyOf(payload, HEAD_OF_DEAD_LETTER);
        }
        meters.counter(
                        "casewire.stage",
                        "stage",
                        Stage.INGEST.label(),
                        "outcome",
                        "failed",
                        "code",
                        finding.code().id())
                .increment();
        return record(exchange, topics.deadLetters().name(), arrival.topic(), headers, Sealed.seal(payload));
    }

    private static Message record(
            Exchange exchange, String topic, String key, Map<String, String> headers, byte[] value) {
        Message message = new DefaultMessage(exchange.getContext());
        headers.forEach(message::setHeader);
        message.setHeader(KafkaConstants.OVERRIDE_TOPIC, topic);
        message.setHeader(KafkaConstants.KEY, key);
        message.setBody(value);
        return message;
    }

    private static Map<String, String> userProperties(@Nullable MqttProperties properties) {
        Map<String, String> user = new HashMap<>();
        if (properties != null) {
            properties.getUserProperties().forEach(property -> user.put(property.getKey(), property.getValue()));
        }
        return user;
    }

    private static String sha256(byte[] payload) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(payload));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
