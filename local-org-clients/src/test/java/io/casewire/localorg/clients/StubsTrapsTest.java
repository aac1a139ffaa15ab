package io.casewire.localorg.clients;

import static io.casewire.localorg.clients.TrappedPubSub.assertFallsOver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.salesforce.eventbus.protobuf.ProducerEvent;
import com.salesforce.eventbus.protobuf.SchemaRequest;
import io.casewire.localorg.LocalOrg;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a client on the plain stubs falls over that does what Salesforce's own examples do, and the local org does not do. */
class StubsTrapsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int EVENTS = 150;

    @RegisterExtension
    static final OrgExtension ORG = new OrgExtension();

    @BeforeAll
    static void publish() throws Exception {
        ORG.org().setup().change(JsonNodeFactory.instance.objectNode().put("keepAliveSeconds", 1));
        LocalOrg org = ORG.org();
        String event = "{\"attributes\":{\"type\":\"Signal__e\"},\"Device__c\":\"one\"}";
        assertThat(send(
                        org,
                        "POST",
                        "/composite/sobjects",
                        "{\"records\":[" + String.join(",", Collections.nCopies(EVENTS, event)) + "]}"))
                .doesNotContain("\"success\":false");
    }

    @Test
    void shouldNameTheTopicOnce() throws Exception {
        assertFallsOver(PubSubTrap.TOPIC_IN_EVERY_REQUEST, ORG.org(), org -> {
            try (StubSubscriber subscriber = StubSubscriber.of(org).begin(20)) {
                await().atMost(PATIENCE).until(() -> subscriber.events() == 20);
                subscriber.more(20);
                await().atMost(PATIENCE).until(() -> subscriber.events() == 40);
            }
        });
    }

    @Test
    void shouldReadFromASignOfLifeWhereItStands() throws Exception {
        assertFallsOver(PubSubTrap.EMPTY_KEEP_ALIVE, ORG.org(), org -> {
            try (StubSubscriber subscriber = StubSubscriber.of(org).begin(100)) {
                await().atMost(PATIENCE).until(() -> subscriber.events() == 100);
                subscriber.more(100);
                await().atMost(PATIENCE)
                        .until(() -> subscriber.events() == EVENTS
                                && subscriber.last().getEventsCount() == 0);
                assertThat(subscriber.last().getLatestReplayId().size()).isGreaterThanOrEqualTo(8);
                assertThat(subscriber.last().getPendingNumRequested()).isEqualTo(50);
            }
        });
    }

    @Test
    void shouldBeOwedAHundredAtMost() throws Exception {
        assertFallsOver(PubSubTrap.NO_CAP, ORG.org(), org -> {
            try (StubSubscriber subscriber = StubSubscriber.of(org).begin(100)) {
                await().atMost(PATIENCE).until(() -> subscriber.events() == 100);
                subscriber.more(80).more(80);
                await().atMost(PATIENCE)
                        .until(() -> subscriber.events() == EVENTS
                                && subscriber.last().getEventsCount() == 0);
                assertThat(subscriber.last().getPendingNumRequested()).isLessThanOrEqualTo(100);
            }
        });
    }

    /** As the Node client of the Pub/Sub API reads it: no other digits than these. */
    @Test
    void shouldReadBitmapsInUpperCase() throws Exception {
        LocalOrg changing = ORG.org();
        String id = send(
                        changing,
                        "POST",
                        "/sobjects/Case",
                        "{\"Subject\":\"before\",\"Priority\":\"High\",\"Origin\":\"Web\"}")
                .replaceFirst(".*\"id\":\"(\\w+)\".*", "$1");
        send(
                changing,
                "PATCH",
                "/sobjects/Case/" + id,
                "{\"Subject\":\"after\",\"Priority\":\"Low\",\"Origin\":\"Phone\",\"Description\":\"changed\","
                        + "\"Type\":\"Problem\",\"Reason\":\"Other\",\"Status\":\"Working\"}");
        assertFallsOver(PubSubTrap.LOWER_CASE_BITMAPS, changing, org -> {
            try (StubSubscriber subscriber = StubSubscriber.of(org).begin("/data/CaseChangeEvent", 100)) {
                await().atMost(PATIENCE).until(() -> subscriber.events() == 2);
                ProducerEvent update = subscriber.answers().all().stream()
                        .flatMap(answer -> answer.getEventsList().stream())
                        .toList()
                        .get(1)
                        .getEvent();
                Schema schema = new Schema.Parser()
                        .parse(subscriber
                                .stubs()
                                .blocking()
                                .getSchema(SchemaRequest.newBuilder()
                                        .setSchemaId(update.getSchemaId())
                                        .build())
                                .getSchemaJson());
                GenericRecord event = new GenericDatumReader<GenericRecord>(schema)
                        .read(
                                null,
                                DecoderFactory.get()
                                        .binaryDecoder(update.getPayload().toByteArray(), null));
                GenericRecord header = (GenericRecord) event.get("ChangeEventHeader");
                assertThat(((List<?>) header.get("changedFields")).get(0).toString())
                        .matches("0x([0-9A-F]{2})+");
            }
        });
    }

    private static String send(LocalOrg org, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(org.url() + "/services/data/v62.0" + path))
                .header("Authorization", "Bearer " + org.accessToken())
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return answer.body();
    }
}
