package io.casewire.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.casewire.TestKafka;
import io.casewire.TopicReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalIT {
    private static final String NAME = "/event/Change__e";
    private static final String EVENTS = Topics.DEFAULT.deviceEvents().name();

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

    private static Journal.Entry entry(String text) {
        return new Journal.Entry(EVENTS, "press", text.getBytes(StandardCharsets.UTF_8));
    }

    private static PositionRecord at(String position) {
        return new PositionRecord(PositionRecord.VERSION, position, 1, null);
    }

    private List<String> written() {
        return TopicReader.read(broker.bootstrapServers(), EVENTS).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void shouldGoOnWhereItStood() throws Exception {
        // Given
        try (Journal journal = Journal.open(kafka, NAME)) {
            assertThat(journal.position()).isNull();
            journal.commit(List.of(entry("one"), entry("two")), at("01"));
            journal.commit(List.of(), at("02"));
        }

        // When
        try (Journal journal = Journal.open(kafka, NAME);
                Journal other = Journal.open(kafka, "/event/Other__e")) {
            // Then
            assertThat(journal.position()).isEqualTo(at("02"));
            assertThat(other.position()).isNull();
            assertThat(written()).containsExactly("one", "two");
        }
    }

    @Test
    void shouldLetNobodyWriteWhoWasReplaced() throws Exception {
        // Given: it does not know yet that another goes on
        try (Journal zombie = Journal.open(kafka, NAME)) {
            zombie.commit(List.of(entry("one")), at("01"));
            try (Journal next = Journal.open(kafka, NAME)) {
                // When
                assertThatThrownBy(() -> zombie.commit(List.of(entry("two, by the dead")), at("02")))
                        .isInstanceOf(KafkaException.class);
                next.commit(List.of(entry("two")), at("02"));

                // Then
                assertThat(zombie.isBroken()).isTrue();
                assertThat(next.isBroken()).isFalse();
                assertThat(written()).containsExactly("one", "two");
            }
        }
    }

    /** Kafka hides what stands behind an open transaction, whosever it is. */
    @Test
    void shouldSeeItsPositionBehindAnotherOpenTransaction() throws Exception {
        // Given: names that share a partition
        Topic positions = kafka.topics().positions();
        int partition = DecisionTopology.partitionOf(NAME, positions.partitions());
        String neighbour = IntStream.range(0, 100)
                .mapToObj(i -> "/event/Neighbour" + i + "__e")
                .filter(name -> DecisionTopology.partitionOf(name, positions.partitions()) == partition)
                .findFirst()
                .orElseThrow();
        try (Journal before = Journal.open(kafka, NAME);
                Transactions stuck = new Transactions(kafka, "journal-" + neighbour)) {
            stuck.send(positions, neighbour, Json.bytes(at("0a")));
            stuck.flush();
            before.commit(List.of(entry("one")), at("01"));
            Thread ends = new Thread(() -> {
                try {
                    Thread.sleep(1_000);
                } catch (InterruptedException e) {
                    return;
                }
                stuck.commit();
            });
            ends.start();

            // When
            try (Journal journal = Journal.open(kafka, NAME)) {
                // Then
                assertThat(journal.position()).isEqualTo(at("01"));
            }
            ends.join();
        }
    }
}
