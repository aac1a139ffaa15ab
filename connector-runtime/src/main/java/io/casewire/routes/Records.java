package io.casewire.routes;

import io.casewire.ingest.Arrival;
import io.casewire.model.Finding;
import io.casewire.stream.DeadLetters;
import io.casewire.stream.Sealed;
import io.casewire.stream.Topics;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;

/** Messages that Camel writes to Kafka as records. */
final class Records {
    private static final int HEAD_OF_DEAD_LETTER = 64 * 1024;

    private Records() {}

    static Message of(Exchange exchange, String topic, String key, Map<String, String> headers, byte[] value) {
        Message message = new DefaultMessage(exchange.getContext());
        headers.forEach(message::setHeader);
        message.setHeader(KafkaConstants.OVERRIDE_TOPIC, topic);
        message.setHeader(KafkaConstants.KEY, key);
        message.setBody(value);
        return message;
    }

    /**
     * What came in and went nowhere, with the reason.
     *
     * @param whole bytes of payload up to which all of it is kept; of a larger one the beginning, its size and its hash
     */
    static Message deadLetter(Exchange exchange, Topics topics, Arrival arrival, Finding finding, int whole) {
        byte[] payload = arrival.payload();
        Map<String, String> headers = DeadLetters.fields(finding, arrival);
        if (payload.length > whole) {
            headers.put(DeadLetters.CUT_SIZE, Integer.toString(payload.length));
            headers.put(DeadLetters.CUT_HASH, sha256(payload));
            payload = Arrays.copyOf(payload, HEAD_OF_DEAD_LETTER);
        }
        return of(exchange, topics.deadLetters().name(), arrival.topic(), headers, Sealed.seal(payload));
    }

    /** The exchange goes on with this record. */
    static void goOn(Exchange exchange, Message record) {
        exchange.getMessage().setBody(record.getBody());
        record.getHeaders().forEach(exchange.getMessage()::setHeader);
    }

    private static String sha256(byte[] payload) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(payload));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
