package io.casewire.stream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Appends what the org says of devices and people to the histories. */
public final class PartyLog implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;
    private final Topics topics;

    public PartyLog(KafkaSettings kafka) {
        topics = kafka.topics();
        producer = new KafkaProducer<>(
                kafka.with(Map.of("client.id", "casewire-party-log", "acks", "all", "linger.ms", "5")),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    public void append(PartyRecord record) {
        send(topics.parties(), PartyTable.key(record.device()), Json.bytes(record));
    }

    public void append(OrgRecord record) {
        send(topics.parties(), OrgRecord.KEY, Json.bytes(record));
    }

    public void append(ConsentRecord record) {
        send(topics.consents(), record.partyId(), Json.bytes(record));
    }

    /** The first load is whole; everything before has arrived. */
    public void loadComplete() throws ExecutionException, InterruptedException {
        producer.flush();
        byte[] empty = "{}".getBytes(StandardCharsets.UTF_8);
        for (Topic topic : List.of(topics.parties(), topics.consents())) {
            producer.send(new ProducerRecord<>(topic.name(), TableReader.Table.LOAD_COMPLETE, empty))
                    .get();
        }
    }

    private void send(Topic topic, String key, byte[] value) {
        producer.send(new ProducerRecord<>(topic.name(), key, value));
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
