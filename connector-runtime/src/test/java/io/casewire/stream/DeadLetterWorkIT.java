package io.casewire.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.casewire.TestKafka;
import io.casewire.TopicReader;
import io.casewire.ingest.RawReading;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.ReadingId;
import io.casewire.model.Stage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two people who work with the same dead letters, and letters as large as they may be. */
class DeadLetterWorkIT {
    @TempDir
    private Path folder;

    private TestKafka broker;
    private KafkaSettings kafka;

    @BeforeEach
    void start() throws Exception {
        broker = new TestKafka(folder);
        kafka = broker.settings();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void shouldSendALetterOnceWhenTwoPeopleRetryIt() throws Exception {
        // Given: both have read that it is open
        String id = letter("press-1", new byte[] {1});
        try (DeadLetterWork first = new DeadLetterWork(kafka, "one", "");
                DeadLetterLog log = new DeadLetterLog(kafka)) {
            DeadLetterRecord letter = log.find(id);
            assertThat(letter).isNotNull();
            first.retryReading(letter);

            // When: the other one begins, and is done before the first one is
            try (DeadLetterWork second = new DeadLetterWork(kafka, "other", "")) {
                second.retryReading(letter);
                second.commit();
            }
            assertThatThrownBy(first::commit).isInstanceOf(DeadLetterWork.OvertakenException.class);

            // Then
            assertThat(readingsOf("press-1")).isEqualTo(1);
            assertThat(log.find(id).state()).isEqualTo(DeadLetterRecord.State.RETRIED);
        }
    }

    @Test
    void shouldSendLargeLettersAgain() throws Exception {
        // Given: as large as a message may be
        String id = letter("press-2", new byte[8 * 1024 * 1024]);
        try (DeadLetterWork work = new DeadLetterWork(kafka, "one", "");
                DeadLetterLog log = new DeadLetterLog(kafka)) {
            work.retryReading(log.find(id));
            work.commit();
            assertThat(work.committed()).isEqualTo(1);
        }
        assertThat(readingsOf("press-2")).isEqualTo(1);
    }

    private String letter(String device, byte[] payload) throws Exception {
        RawReading reading = new RawReading(
                new ReadingId("casewire.readings", 0, 7),
                device,
                "format",
                "mqtt",
                "t",
                Instant.EPOCH,
                false,
                null,
                payload);
        Finding finding = new Finding(FindingCode.QUALITY_SYNTAX, "t", "no.");
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                kafka.with(Map.of("max.request.size", "10485760")),
                new StringSerializer(),
                new ByteArraySerializer())) {
            var written = producer.send(new ProducerRecord<>(
                            kafka.topics().deadLetters().name(),
                            null,
                            device,
                            payload,
                            DeadLetters.headers(Stage.QUALITY, finding, reading)))
                    .get();
            return written.partition() + "-" + written.offset();
        }
    }

    private long readingsOf(String device) throws Exception {
        return TopicReader.read(
                        broker.bootstrapServers(), kafka.topics().readings().name())
                .stream()
                .filter(record -> device.equals(record.key()))
                .count();
    }
}
