package io.casewire.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.casewire.delivery.CommandReceipt;
import io.casewire.delivery.CommandReceipt.Result;
import io.casewire.ingest.Arrival;
import io.casewire.mapping.Command;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.stream.Json;
import io.casewire.stream.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/**
 * {@code commandStage} in the routes: the last gate before a device is told something, and what it answers.
 *
 * <p>The commands of a partition leave in their order. One that has to wait, because commands are stopped or consent was not
 * heard of for too long, is taken again until it leaves or expires, before those behind it.
 */
public final class CommandBean {
    /** Whether the command leaves, for the route to choose: {@code command}, {@code nothing} or {@code later}. */
    private static final String SEND = "casewire-send";

    private static final String COMMAND = "casewire-command";
    private static final String RESULT = "casewire-result";
    /** Of characters; an id of ours is the names of a command, a device, a rule and a reading. */
    private static final int LONGEST_ID = 4_096;

    private static final int WHOLE_DEAD_LETTER = 64 * 1024;

    private final CommandTopics topics;
    private final Topics kafka;
    private final MeterRegistry meters;
    private final InOrderOfReceipt inOrder;
    private volatile @Nullable CommandGate gate;

    /** @param inOrder in which replies go on */
    CommandBean(CommandTopics topics, Topics kafka, MeterRegistry meters, InOrderOfReceipt inOrder) {
        this.topics = topics;
        this.kafka = kafka;
        this.meters = meters;
        this.inOrder = inOrder;
    }

    /** From now on it is known what may leave; until then commands wait. */
    void begin(CommandGate known) {
        gate = known;
    }

    /** Decides whether the command may leave now, and makes the message of it. */
    public void prepare(Exchange exchange) throws InterruptedException {
        Message message = exchange.getMessage();
        Command command = Json.read(message.getBody(byte[].class), Command.class);
        String address = topics.of(command.device());
        CommandGate known = gate;
        Result result = address == null ? Result.NO_ADDRESS : known == null ? null : known.judge(command);
        exchange.setProperty(COMMAND, command);
        exchange.setProperty(RESULT, result);
        exchange.setProperty(SEND, result == null ? "later" : result == Result.SENT ? "command" : "nothing");
        message.setHeader(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC, address);
        if (result == Result.SENT) {
            message.setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, properties(command));
            message.setBody(payload(command));
        }
    }

    private MqttProperties properties(Command command) {
        MqttProperties properties = new MqttProperties();
        // A broker keeps it for a device that is away, but no longer than it is of use.
        long left = command.expiresAt() - System.currentTimeMillis();
        properties.setMessageExpiryInterval(Math.max(1, (left + 999) / 1_000));
        properties.setCorrelationData(command.id().getBytes(StandardCharsets.UTF_8));
        properties.setResponseTopic(topics.replyOf(command.device()));
        return properties;
    }

    private static byte[] payload(Command command) {
        ObjectNode payload = Json.MAPPER.createObjectNode();
        payload.put("id", command.id());
        payload.put("command", command.name());
        payload.put("expiresAt", Instant.ofEpochMilli(command.expiresAt()).toString());
        command.parameters().forEach(payload.putObject("parameters")::set);
        return Json.bytes(payload);
    }

    /** What became of it, for Kafka. */
    public void writeReceipt(Exchange exchange) {
        Command command = exchange.getProperty(COMMAND, Command.class);
        Result result = exchange.getProperty(RESULT, Result.class);
        long now = System.currentTimeMillis();
        receipt(exchange, CommandReceipt.of(command.id(), command.device(), result, now));
    }

    /** Called in the order of receipt, by the client's one thread. */
    public void reply(Exchange exchange) {
        inOrder.receive(exchange);
        Message message = exchange.getMessage();
        String topic = message.getHeader(PahoMqtt5Constants.MQTT_TOPIC, "", String.class);
        byte[] payload = message.getBody(byte[].class);
        JsonNode reply = read(payload);
        String id = correlated(
                message.getHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, MqttProperties.class), reply);
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            Finding finding = new Finding(FindingCode.COMMAND_REPLY, topic, "it names no command.");
            Arrival arrival = new Arrival("mqtt", topic, null, Map.of(), false, payload);
            Records.goOn(exchange, Records.deadLetter(exchange, kafka, arrival, finding, WHOLE_DEAD_LETTER));
            return;
        }
        String status = reply.path("status").asText();
        receipt(
                exchange,
                new CommandReceipt(
                        CommandReceipt.VERSION,
                        id,
                        topics.deviceOf(topic),
                        Result.ANSWERED,
                        System.currentTimeMillis(),
                        status.substring(0, Math.min(status.length(), CommandReceipt.LONGEST_STATUS))));
    }

    private static JsonNode read(byte[] payload) {
        try {
            return Json.MAPPER.readTree(payload);
        } catch (IOException e) {
            return Json.MAPPER.missingNode();
        }
    }

    /** By MQTT's own correlation, or as devices of earlier MQTT have to do it. */
    private static String correlated(@Nullable MqttProperties properties, JsonNode reply) {
        byte[] correlation = properties == null ? null : properties.getCorrelationData();
        return correlation == null ? reply.path("id").asText() : new String(correlation, StandardCharsets.UTF_8);
    }

    private void receipt(Exchange exchange, CommandReceipt receipt) {
        meters.counter("casewire.commands", "result", receipt.result().name()).increment();
        String topic = kafka.commandReceipts().name();
        Records.goOn(exchange, Records.of(exchange, topic, receipt.device(), Map.of(), Json.bytes(receipt)));
    }
}
