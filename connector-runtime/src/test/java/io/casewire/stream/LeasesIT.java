package io.casewire.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.casewire.ConnectorProcess;
import io.casewire.TestKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeasesIT {
    private static final int WORKS = 20;

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

    /** Work that knows who is at it. */
    private static final class Desk {
        private final List<String> atWork = new CopyOnWriteArrayList<>();
        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private volatile boolean broken;

        Leases.Tenure begin(String replica) {
            begun.incrementAndGet();
            broken = false;
            atWork.add(replica);
            most.accumulateAndGet(atWork.size(), Math::max);
            return new Leases.Tenure() {
                @Override
                public boolean isBroken() {
                    return broken;
                }

                @Override
                public void close() {
                    atWork.remove(replica);
                }
            };
        }
    }

    @Test
    void shouldDivideTheWorkAndTakeOverWhatALeavingReplicaDid() {
        // Given
        List<Desk> desks = IntStream.range(0, WORKS).mapToObj(i -> new Desk()).toList();
        try (Leases one = new Leases(kafka)) {
            add(one, desks, "one");
            await().until(() -> desks.stream().allMatch(desk -> desk.atWork.equals(List.of("one"))));

            // When
            try (Leases two = new Leases(kafka)) {
                add(two, desks, "two");
                await().atMost(ConnectorProcess.PATIENCE)
                        .until(() -> desks.stream().allMatch(desk -> desk.atWork.size() == 1)
                                && desks.stream().anyMatch(desk -> desk.atWork.contains("two"))
                                && desks.stream().anyMatch(desk -> desk.atWork.contains("one")));
            }

            // Then
            await().atMost(ConnectorProcess.PATIENCE)
                    .until(() -> desks.stream().allMatch(desk -> desk.atWork.equals(List.of("one"))));
            assertThat(desks).allSatisfy(desk -> assertThat(desk.most).hasValue(1));
        }
        assertThat(desks).allSatisfy(desk -> assertThat(desk.atWork).isEmpty());
    }

    private static void add(Leases leases, List<Desk> desks, String replica) {
        for (int i = 0; i < desks.size(); i++) {
            Desk desk = desks.get(i);
            leases.add("work " + i, () -> desk.begin(replica));
        }
    }

    @Test
    void shouldBeginAnewWhatBroke() {
        // Given
        Desk desk = new Desk();
        try (Leases leases = new Leases(kafka)) {
            leases.add("work", () -> desk.begin("one"));
            await().until(() -> desk.begun.get() == 1);

            // When
            desk.broken = true;

            // Then
            await().until(() -> desk.begun.get() == 2 && desk.atWork.size() == 1);
            leases.remove("work");
            assertThat(desk.atWork).isEmpty();
        }
    }
}
