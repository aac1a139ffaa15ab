package io.casewire.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.casewire.ConnectorProcess;
import io.casewire.TestKafka;
import io.casewire.TopicReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineUpIT {
    private static final String MASS = "mass of mqtt";

    @TempDir
    private Path folder;

    @Test
    void shouldCopyEachEntryUnderItsDevice_andLeaveOutWhatIsNone() throws Exception {
        try (TestKafka broker = new TestKafka(folder)) {
            // Given: what a route of somebody's own may write
            append(broker, "press", "closed");
            append(broker, "press", "{\"version\":1,\"episode\":\"press|rule|reading\"}");
            append(broker, null, event("drill"));
            append(broker, "saw", null);
            append(broker, "press", event("press"));

            // When
            try (LineUp lineUp = new LineUp(broker.settings())) {
                await().atMost(ConnectorProcess.PATIENCE)
                        .until(() -> !readings(broker).isEmpty());
            }
            append(broker, "lathe", event("lathe"));
            append(broker, MASS, event(MASS));
            try (LineUp again = new LineUp(broker.settings())) {
                await().atMost(ConnectorProcess.PATIENCE)
                        .until(() -> readings(broker).size() == 2 + Topics.DEFAULT.partitions());
            }

            // Then: each once, where its device's readings are
            List<ConsumerRecord<String, byte[]>> ofDevices = readings(broker).stream()
                    .filter(record -> !record.key().equals(MASS))
                    .toList();
            assertThat(ofDevices).extracting(ConsumerRecord::key).containsExactlyInAnyOrder("press", "lathe");
            assertThat(ofDevices).allSatisfy(record -> {
                assertThat(ReadingRecord.activation(record.headers())).isEqualTo(ReadingRecord.CASE_CHANGE);
                assertThat(new String(record.value(), StandardCharsets.UTF_8)).isEqualTo(event(record.key()));
                assertThat(record.partition())
                        .isEqualTo(DecisionTopology.partitionOf(record.key(), Topics.DEFAULT.partitions()));
            });

            // And: what befell many, in each partition
            assertThat(readings(broker).stream()
                            .filter(record -> record.key().equals(MASS))
                            .map(ConsumerRecord::partition))
                    .containsExactlyInAnyOrder(0, 1, 2, 3);
        }
    }

    private static String event(String device) {
        return new String(
                Json.bytes(new DeviceEventRecord(
                        DeviceEventRecord.VERSION,
                        device + (device.equals(MASS) ? "|rule|2026-03-01T08:00:00Z" : "|rule|reading"),
                        "500000000000001AAA",
                        1,
                        true,
                        false,
                        null,
                        false,
                        null)),
                StandardCharsets.UTF_8);
    }

    private static List<ConsumerRecord<String, byte[]>> readings(TestKafka broker) {
        return TopicReader.read(
                broker.bootstrapServers(), Topics.DEFAULT.readings().name());
    }

    private static void append(TestKafka broker, @Nullable String key, @Nullable String value) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            Topics.DEFAULT.deviceEvents().name(),
                            key,
                            value == null ? null : value.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }
}
