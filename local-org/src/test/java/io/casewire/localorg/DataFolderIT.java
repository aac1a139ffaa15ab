package io.casewire.localorg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderIT {
    private static final int ROWS = 200;
    private static final int KILLS = 3;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void shouldLoseNoAcknowledgedWriteAndKeepNoHalfOne() throws Exception {
        // Given
        AtomicInteger acknowledged = new AtomicInteger();
        String orgId = "";
        for (int round = 1; round <= KILLS; round++) {
            OrgProcess org = OrgProcess.start(folder);
            assertThat(org.orgId()).isEqualTo(orgId.isEmpty() ? org.orgId() : orgId);
            orgId = org.orgId();
            Client client = new Client(org.url()).login("casewire", "casewire-local");
            if (round == 1) {
                assertThat(client.deploy(TestMetadata.project()).path("success").asBoolean())
                        .isTrue();
            }

            // When
            int wanted = acknowledged.get() + 20 * round;
            Thread writer = new Thread(() -> writeUntilKilled(client, acknowledged));
            writer.start();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> acknowledged.get() >= wanted);
            org.kill();
            writer.join();

            // Then
            assertEveryAcknowledgedCallIsWhole(acknowledged);
        }
    }

    /** Each call creates 200 rows that carry the call's number, and publishes one event in the same transaction. */
    private static void writeUntilKilled(Client client, AtomicInteger acknowledged) {
        try {
            while (true) {
                int call = acknowledged.get();
                String rows = IntStream.range(0, ROWS - 1)
                        .mapToObj(i -> "{\"attributes\":{\"type\":\"Incident__c\"},\"Key__c\":\"" + call + "-" + i
                                + "\",\"Count__c\":" + call + "}")
                        .collect(Collectors.joining(","));
                String event = "{\"attributes\":{\"type\":\"Signal__e\"},\"Value__c\":" + call + "}";
                Client.Reply reply = client.post(
                        "/composite/sobjects", "{\"allOrNone\":true,\"records\":[" + event + "," + rows + "]}");
                if (reply.status() != 200) {
                    throw new AssertionError(reply.raw().body());
                }
                // a call repeated because its answer was lost is refused as a duplicate: it is there already
                acknowledged.incrementAndGet();
            }
        } catch (UncheckedIOException killed) {
            // the process is gone
        }
    }

    private void assertEveryAcknowledgedCallIsWhole(AtomicInteger acknowledged) throws Exception {
        OrgProcess org = OrgProcess.start(folder);
        try {
            Client client = new Client(org.url()).login("casewire", "casewire-local");
            for (int call = 0; call <= acknowledged.get(); call++) {
                int rows = client.query("SELECT COUNT() FROM Incident__c WHERE Count__c = " + call)
                        .body()
                        .path("totalSize")
                        .asInt();
                assertThat(rows)
                        .as("rows of call " + call + " of " + acknowledged)
                        .isIn(call < acknowledged.get() ? Set.of(ROWS - 1) : Set.of(0, ROWS - 1));
            }
        } finally {
            org.kill();
        }
    }

    @Test
    void shouldGoOnWhereItStopped() throws IOException, InterruptedException {
        // Given
        String before;
        String firstEvent;
        try (LocalOrg org = LocalOrg.start(LocalOrgOptions.defaults().withDataFolder(folder))) {
            Client client = Client.of(org);
            client.deploy(TestMetadata.project());
            before = client.create("Case", "{\"Subject\":\"kept\"}");
            firstEvent = client.create("Signal__e", "{\"Value__c\":1}");
        }

        // When
        try (LocalOrg org = LocalOrg.start(LocalOrgOptions.defaults().withDataFolder(folder))) {
            Client client = Client.of(org);
            JsonNode kept = client.get("/sobjects/Case/" + before).body();
            String after = client.create("Case", "{\"Subject\":\"new\"}");
            String secondEvent = client.create("Signal__e", "{\"Value__c\":2}");

            // Then
            assertThat(kept.path("Subject").asText()).isEqualTo("kept");
            assertThat(after).isGreaterThan(before);
            assertThat(secondEvent).isGreaterThan(firstEvent);
            Set<String> numbers = new HashSet<>();
            client.query("SELECT CaseNumber FROM Case")
                    .body()
                    .path("records")
                    .forEach(record -> numbers.add(record.path("CaseNumber").asText()));
            assertThat(numbers).containsExactlyInAnyOrder("00000001", "00000002");
        }
    }

    @Test
    void shouldBelongToOneOrgAtATime() throws Exception {
        // Given
        OrgProcess owner = OrgProcess.start(folder);
        try {
            // When / Then
            assertThatThrownBy(() -> LocalOrg.start(LocalOrgOptions.defaults().withDataFolder(folder)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageMatching("(?s).*in use by process \\d+\\..*");
        } finally {
            owner.kill();
        }
    }
}
