package io.casewire.stream;

import io.casewire.model.Brake;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Brakes in the log. All stand in {@code casewire.brakes}, which the outbox reads and which says who stopped what, and why.
 * Those that stop decisions also stand between the readings of every partition, so that a backtest meets them at the same
 * place.
 */
public final class BrakeLog {
    private BrakeLog() {}

    /** Written down everywhere when it returns; doing it again after a failure changes nothing more. */
    public static void append(KafkaSettings kafka, Brake brake) throws ExecutionException, InterruptedException {
        Topics topics = kafka.topics();
        byte[] value = Json.bytes(brake);
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                kafka.with(Map.of("client.id", "casewire-brakes", "acks", "all", "max.block.ms", "15000")),
                new StringSerializer(),
                new ByteArraySerializer())) {
            if (brake.kind().isDecided()) {
                Activations.append(producer, topics, ReadingRecord.BRAKE, value);
            }
            // Last: what is listed as stopped is stopped everywhere.
            producer.send(new ProducerRecord<>(topics.brakes().name(), 0, brake.id(), value))
                    .get();
        }
    }

    /** Everything that was ever stopped and let go, oldest first. */
    public static List<Brake> read(KafkaSettings kafka) {
        List<Brake> brakes = new ArrayList<>();
        try (LogReader reader = new LogReader(kafka)) {
            reader.each(kafka.topics().brakes(), value -> brakes.add(Json.read(value, Brake.class)));
        }
        return brakes;
    }
}
