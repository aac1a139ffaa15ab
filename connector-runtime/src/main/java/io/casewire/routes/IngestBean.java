package io.casewire.routes;

import io.casewire.ingest.Admitted;
import io.casewire.ingest.Arrival;
import io.casewire.ingest.IngestStage;
import io.casewire.model.Finding;
import io.casewire.model.Outcome;
import io.casewire.model.Stage;
import io.casewire.stream.ReadingRecord;
import io.casewire.stream.Sealed;
import io.casewire.stream.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Message;
import org.apache.kafka.common.header.Headers;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/** {@code ingestStage} in the routes: turns what a connection delivered into records for Kafka. */
public final class IngestBean {
    /** A dead letter keeps the whole message up to here. */
    private static final int WHOLE_DEAD_LETTER = 8 * 1024 * 1024;

    private volatile IngestStage stage;
    private final Topics topics;
    private final MeterRegistry meters;
    private final Map<String, Counter> taken = new ConcurrentHashMap<>();
    private final InOrderOfReceipt inOrder;

    IngestBean(IngestStage stage, Topics topics, MeterRegistry meters, InOrderOfReceipt inOrder) {
        this.stage = stage;
        this.topics = topics;
        this.meters = meters;
        this.inOrder = inOrder;
    }

    /** Other formats count from the next message on. */
    void use(IngestStage other) {
        stage = other;
    }

    /** Called in the order of receipt, by the client's one thread. */
    public void fromMqtt(Exchange exchange) {
        Message message = exchange.getMessage();
        inOrder.receive(exchange);
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

    /** @return why no reading comes of it; null where one does */
    @Nullable
    String take(Exchange exchange, Arrival arrival) {
        Outcome<List<Admitted>> outcome = stage.apply(arrival);
        List<Message> records = outcome.fold(
                admitted -> admitted.stream()
                        .map(it -> reading(exchange, arrival, it))
                        .toList(),
                finding -> List.of(),
                finding -> List.of(),
                finding -> List.of(deadLetter(exchange, arrival, finding)));
        taken.computeIfAbsent(arrival.source(), source -> meters.counter("casewire.ingest", "source", source))
                .increment();
        if (records.size() == 1) {
            Records.goOn(exchange, records.get(0));
        } else {
            exchange.getMessage().setBody(new ArrayList<>(records));
        }
        Finding refusal = outcome.refusal();
        return refusal == null ? null : refusal.toString();
    }

    private Message reading(Exchange exchange, Arrival arrival, Admitted admitted) {
        Map<String, String> headers = ReadingRecord.headers(arrival, admitted);
        return Records.of(
                exchange, topics.readings().name(), admitted.device(), headers, Sealed.seal(admitted.payload()));
    }

    private Message deadLetter(Exchange exchange, Arrival arrival, Finding finding) {
        meters.counter(
                        "casewire.stage",
                        "stage",
                        Stage.INGEST.label(),
                        "outcome",
                        "failed",
                        "code",
                        finding.code().id())
                .increment();
        return Records.deadLetter(exchange, topics, arrival, finding, WHOLE_DEAD_LETTER);
    }

    private static Map<String, String> userProperties(@Nullable MqttProperties properties) {
        Map<String, String> user = new HashMap<>();
        if (properties != null) {
            properties.getUserProperties().forEach(property -> user.put(property.getKey(), property.getValue()));
        }
        return user;
    }
}
