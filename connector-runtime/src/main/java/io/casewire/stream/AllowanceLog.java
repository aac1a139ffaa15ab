package io.casewire.stream;

import io.casewire.delivery.Allowance;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Appends what the org says of its allowances; twice the same changes nothing, so nothing fences a predecessor. */
public final class AllowanceLog implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;
    private final String topic;

    public AllowanceLog(KafkaSettings kafka) {
        topic = kafka.topics().allowances().name();
        producer = new KafkaProducer<>(
                kafka.with(Map.of("client.id", "casewire-allowances", "acks", "all")),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** Written down when it returns. */
    public void append(Allowance allowance) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(topic, 0, allowance.name(), Json.bytes(allowance)))
                .get();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
