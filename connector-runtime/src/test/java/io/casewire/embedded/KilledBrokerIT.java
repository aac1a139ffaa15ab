package io.casewire.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.casewire.ConnectorProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that was killed amid transactions. */
class KilledBrokerIT {
    private static final int KILLS = 5;
    private static final int PARTITIONS = 40;
    private static final String TOPIC = "readings";

    @TempDir
    private Path folder;

    @Test
    void shouldHoldNoReaderBack_afterAKill() throws Exception {
        // When
        for (int i = 0; i < KILLS; i++) {
            start(Files.createDirectories(folder.resolve("kafka")), folder.resolve(i + ".log"), i);
        }

        // Then: each began with what the one before left
        for (int i = 0; i < KILLS; i++) {
            assertThat(Files.readString(folder.resolve(i + ".log")))
                    .contains("open 0\n")
                    .doesNotContain("never ended");
        }
    }

    @Test
    void shouldStart_afterAKillBeforeTheControllerKnewIt() throws Exception {
        // Given
        Path kafka = Files.createDirectories(folder.resolve("kafka"));
        Process first = launch(kafka, folder.resolve("first.log"));
        await().atMost(ConnectorProcess.PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> Files.exists(kafka.resolve("log/meta.properties")));
        first.destroyForcibly().waitFor();

        // When
        start(kafka, folder.resolve("second.log"), 0);

        // Then
        assertThat(Files.readString(folder.resolve("second.log")))
                .contains("open 0\n")
                .doesNotContain("does not know");
    }

    private static void start(Path kafka, Path log, int seed) throws Exception {
        Process broker = launch(kafka, log);
        try {
            await().atMost(ConnectorProcess.PATIENCE).until(() -> !broker.isAlive() || says(log, "transacts"));
            // Some kills come amid a transaction, others while one ends.
            assertThat(broker.waitFor(500 + seed * 137L, TimeUnit.MILLISECONDS))
                    .as(Files.readString(log))
                    .isFalse();
        } finally {
            broker.destroyForcibly().waitFor();
        }
    }

    private static Process launch(Path kafka, Path log) throws IOException {
        return new ProcessBuilder(
                        ConnectorProcess.java(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Broker.class.getName(),
                        kafka.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static boolean says(Path log, String what) throws IOException {
        return Files.readString(log).contains(what);
    }

    /** Prints how many transactions are open in its partitions once it started, and then keeps some open all the time. */
    static final class Broker {
        private static final int WRITERS = 4;
        private static final int RECORDS = 20;

        private Broker() {}

        public static void main(String... arguments) throws Exception {
            EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(arguments[0]), 0, false);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
                if (!admin.listTopics().names().get().contains(TOPIC)) {
                    admin.createTopics(Set.of(new NewTopic(TOPIC, PARTITIONS, (short) 1)))
                            .all()
                            .get();
                }
                System.out.println("open " + open(admin));
            }
            List<KafkaProducer<byte[], byte[]>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "writer-" + i),
                        new ByteArraySerializer(),
                        new ByteArraySerializer()));
            }
            writers.forEach(KafkaProducer::initTransactions);
            writers.forEach(writer -> new Thread(() -> write(writer)).start());
            System.out.println("transacts");
        }

        private static long open(Admin admin) throws Exception {
            List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(TOPIC, partition))
                    .toList();
            return admin.describeProducers(partitions).all().get().values().stream()
                    .flatMap(partition -> partition.activeProducers().stream())
                    .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                    .count();
        }

        private static void write(KafkaProducer<byte[], byte[]> writer) {
            for (int i = 0; ; i++) {
                writer.beginTransaction();
                for (int j = 0; j < RECORDS; j++) {
                    byte[] value = "a record".getBytes(StandardCharsets.UTF_8);
                    writer.send(new ProducerRecord<>(TOPIC, (i * 7 + j) % PARTITIONS, null, value));
                }
                writer.flush();
                writer.commitTransaction();
            }
        }
    }
}
