package io.casewire.localorg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.salesforce.eventbus.protobuf.FetchRequest;
import com.salesforce.eventbus.protobuf.FetchResponse;
import com.salesforce.eventbus.protobuf.ProducerEvent;
import com.salesforce.eventbus.protobuf.PublishRequest;
import com.salesforce.eventbus.protobuf.PublishResponse;
import com.salesforce.eventbus.protobuf.PublishResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderIT {
    private static final int ROWS = 200;
    private static final int KILLS = 3;
    private static final int BULK_ROWS = 200_000;
    private static final int EVENTS = 50;
    private static final String TOPIC = "/event/Signal__e";

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
            Client client = logIn(org);
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
            Client client = logIn(org);
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
    void shouldFinishABulkJobThatWasKilledInItsMiddle() throws Exception {
        // Given
        OrgProcess org = OrgProcess.start(folder);
        Client client = logIn(org);
        client.deploy(TestMetadata.project());
        String job = client.post(
                        "/jobs/ingest", "{\"operation\":\"insert\",\"object\":\"Incident__c\",\"lineEnding\":\"LF\"}")
                .body()
                .path("id")
                .asText();
        String csv = IntStream.range(0, BULK_ROWS)
                .mapToObj(i -> i % 1000 + "," + i)
                .collect(Collectors.joining("\n", "Count__c,Plain_Key__c\n", "\n"));
        client.send("PUT", Client.DATA + "/jobs/ingest/" + job + "/batches", csv, "Content-Type", "text/csv");
        client.patch("/jobs/ingest/" + job, "{\"state\":\"UploadComplete\"}");

        // When
        int before = 0;
        for (int kill = 1; kill <= KILLS; kill++) {
            int wanted = Math.min(before + BULK_ROWS / 20, BULK_ROWS);
            Client asking = client;
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> incidents(asking) >= wanted);
            org.kill();
            org = OrgProcess.start(folder);
            client = logIn(org);
            before = incidents(client);
            assertThat(before).isGreaterThanOrEqualTo(wanted);
        }

        // Then
        try {
            Client asking = client;
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> asking.get("/jobs/ingest/" + job)
                    .body()
                    .path("state")
                    .asText()
                    .equals("JobComplete"));
            JsonNode ended = client.get("/jobs/ingest/" + job).body();
            assertThat(ended.path("numberRecordsProcessed").asInt()).isEqualTo(BULK_ROWS);
            assertThat(ended.path("numberRecordsFailed").asInt()).isZero();
            assertThat(incidents(client)).isEqualTo(BULK_ROWS);
            assertThat(client.get("/jobs/ingest/" + job + "/successfulResults")
                            .raw()
                            .body()
                            .lines()
                            .skip(1)
                            .map(line -> line.substring(line.lastIndexOf(',') + 1)))
                    .hasSize(BULK_ROWS)
                    .doesNotHaveDuplicates();
        } finally {
            org.kill();
        }
    }

    private static int incidents(Client client) {
        return client.query("SELECT COUNT() FROM Incident__c")
                .body()
                .path("totalSize")
                .asInt();
    }

    private static Client logIn(OrgProcess org) {
        return new Client(org.url()).login("casewire", "casewire-local");
    }

    @Test
    void shouldKeepEveryAcknowledgedEventOfAKilledPublishStream() throws Exception {
        // Given
        NavigableMap<Long, String> acknowledged = new ConcurrentSkipListMap<>();
        for (int kill = 1; kill <= KILLS; kill++) {
            OrgProcess org = OrgProcess.start(folder);
            Client client = logIn(org);
            if (kill == 1) {
                client.deploy(TestMetadata.project());
            }
            long lastBefore = last(acknowledged);
            int wanted = acknowledged.size() + 20 * EVENTS;

            // When
            try (PubSubClient pubSub = PubSubClient.plain(org.url(), org.orgId(), org.pubSubPort(), client.token())) {
                Thread publisher = new Thread(() -> publishUntilKilled(pubSub, acknowledged));
                publisher.start();
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> acknowledged.size() >= wanted);
                org.kill();
                publisher.join();
            }

            // Then
            assertThat(acknowledged.keySet().stream().filter(id -> id > lastBefore))
                    .as("replay ids go on")
                    .hasSizeGreaterThanOrEqualTo(20 * EVENTS);
            assertEveryAcknowledgedEventIsThere(acknowledged);
        }
    }

    private static long last(NavigableMap<Long, String> acknowledged) {
        return acknowledged.isEmpty() ? 0 : acknowledged.lastKey();
    }

    /** Remembers each event's value under its replay id as soon as the org has acknowledged it. */
    private static void publishUntilKilled(PubSubClient pubSub, Map<Long, String> acknowledged) {
        String schemaId = pubSub.topic(TOPIC).getSchemaId();
        Schema schema = pubSub.schema(schemaId);
        PubSubClient.Stream<PublishRequest, PublishResponse> stream = pubSub.publishStream();
        for (int request = 0; stream.errors.isEmpty(); request++) {
            String device = UUID.randomUUID().toString();
            List<ProducerEvent> events = IntStream.range(0, EVENTS)
                    .mapToObj(i -> PubSubClient.event(schemaId, schema, "", Map.of("Device__c", device + "/" + i)))
                    .toList();
            stream.send(PublishRequest.newBuilder()
                    .setTopicName(TOPIC)
                    .addAllEvents(events)
                    .build());
            int answers = request + 1;
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> stream.answers.size() == answers || !stream.errors.isEmpty());
            if (stream.answers.size() == answers) {
                List<PublishResult> results = stream.answers.get(request).getResultsList();
                for (int i = 0; i < results.size(); i++) {
                    acknowledged.put(number(results.get(i).getReplayId()), device + "/" + i);
                }
            }
        }
    }

    private static long number(ByteString replayId) {
        return replayId.asReadOnlyByteBuffer().getLong();
    }

    private void assertEveryAcknowledgedEventIsThere(NavigableMap<Long, String> acknowledged) throws Exception {
        OrgProcess org = OrgProcess.start(folder);
        try (PubSubClient pubSub = PubSubClient.plain(
                org.url(), org.orgId(), org.pubSubPort(), logIn(org).token())) {
            TreeMap<Long, String> there = new TreeMap<>();
            long last = last(acknowledged);
            PubSubClient.Stream<FetchRequest, FetchResponse> stream = pubSub.fromTheBeginning(TOPIC);
            int read = 0;
            while (there.isEmpty() || there.lastKey() < last) {
                int known = read;
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> stream.answers.size() > known);
                for (; read < stream.answers.size(); read++) {
                    FetchResponse response = stream.answers.get(read);
                    response.getEventsList()
                            .forEach(event -> there.put(
                                    number(event.getReplayId()),
                                    pubSub.read(event).get("Device__c").toString()));
                    stream.send(FetchRequest.newBuilder()
                            .setNumRequested(Math.max(1, response.getEventsCount()))
                            .build());
                }
            }
            assertThat(there).containsAllEntriesOf(acknowledged);
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
