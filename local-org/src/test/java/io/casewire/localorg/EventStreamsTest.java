package io.casewire.localorg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.salesforce.eventbus.protobuf.CommitReplayRequest;
import com.salesforce.eventbus.protobuf.ConsumerEvent;
import com.salesforce.eventbus.protobuf.FetchRequest;
import com.salesforce.eventbus.protobuf.FetchResponse;
import com.salesforce.eventbus.protobuf.ManagedFetchRequest;
import com.salesforce.eventbus.protobuf.ManagedFetchResponse;
import com.salesforce.eventbus.protobuf.PublishRequest;
import com.salesforce.eventbus.protobuf.PublishResponse;
import com.salesforce.eventbus.protobuf.PublishResult;
import com.salesforce.eventbus.protobuf.ReplayPreset;
import io.casewire.localorg.http.Json;
import io.casewire.localorg.junit.LocalOrgExtension;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PublishStream, ManagedSubscribe, change data capture, channels, ConsentEvent, and faults on streams. */
class EventStreamsTest {
    @RegisterExtension
    private static final LocalOrgExtension ORG =
            new LocalOrgExtension(LocalOrgOptions.defaults().withTlsPubSubPort(0));

    private static final String SIGNAL = "/event/Signal__e";

    private LocalOrg org;
    private Client client;
    private PubSubClient pubSub;

    @BeforeEach
    void connect(LocalOrg running) {
        org = running;
        client = Client.of(org);
        client.deploy(TestMetadata.project());
        pubSub = PubSubClient.plain(org);
    }

    @AfterEach
    void disconnect() {
        pubSub.close();
    }

    @Test
    void shouldAnswerEachRequestOfAPublishStreamOverTls() throws Exception {
        try (PubSubClient secure = PubSubClient.tls(org)) {
            // When
            PubSubClient.Stream<PublishRequest, PublishResponse> stream = secure.publishStream();
            for (int i = 0; i < 3; i++) {
                stream.send(PublishRequest.newBuilder()
                        .setTopicName(i == 0 ? SIGNAL : "")
                        .addEvents(secure.event(SIGNAL, "e" + i, Map.of("Value__c", (double) i)))
                        .build());
            }

            // Then
            await().untilAsserted(() -> assertThat(stream.answers).hasSize(3));
            assertThat(stream.all(PublishResponse::getResultsList))
                    .extracting(PublishResult::getCorrelationKey)
                    .containsExactly("e0", "e1", "e2");
            PubSubClient.Stream<FetchRequest, FetchResponse> received = secure.fromTheBeginning(SIGNAL);
            await().untilAsserted(() -> assertThat(received.all(FetchResponse::getEventsList))
                    .extracting(event -> event.getEvent().getId())
                    .containsExactly("e0", "e1", "e2"));
        }
    }

    @Test
    void shouldCloseAStreamThatChangesItsTopicOrFallsSilent() {
        // Given
        PubSubClient.Stream<PublishRequest, PublishResponse> changing = pubSub.publishStream();
        changing.send(PublishRequest.newBuilder()
                .setTopicName(SIGNAL)
                .addEvents(pubSub.event(SIGNAL, "a", Map.of()))
                .build());
        org.setup().change(Json.object().put("publishIdleSeconds", 1).put("subscribeIdleSeconds", 1));
        PubSubClient.Stream<PublishRequest, PublishResponse> silent = pubSub.publishStream();
        publish("one");
        PubSubClient.Stream<FetchRequest, FetchResponse> satisfied =
                pubSub.subscribe(SIGNAL, ReplayPreset.EARLIEST, ByteString.EMPTY, 1);

        // When
        changing.send(
                PublishRequest.newBuilder().setTopicName("/event/Other__e").build());

        // Then
        await().untilAsserted(() -> assertThat(changing.errorCode()).endsWith("publish.topic.mismatch"));
        await().untilAsserted(() -> assertThat(silent.errorCode()).endsWith("publish.stream.sweeper.timeout"));
        await().until(() -> satisfied.completed);
    }

    @Test
    void shouldCountEventsPublishedAndDelivered() {
        // Given
        control(
                "/limits",
                "{\"HourlyPublishedPlatformEvents\":{\"max\":2},\"DailyDeliveredPlatformEvents\":{\"max\":1}}");

        // When
        PubSubClient.Stream<PublishRequest, PublishResponse> stream = pubSub.publishStream();
        stream.send(PublishRequest.newBuilder()
                .setTopicName(SIGNAL)
                .addAllEvents(IntStream.range(0, 3)
                        .mapToObj(i -> pubSub.event(SIGNAL, "e" + i, Map.of()))
                        .toList())
                .build());

        // Then
        await().untilAsserted(() -> assertThat(stream.all(PublishResponse::getResultsList))
                .extracting(PublishResult::hasError)
                .containsExactly(false, false, true));
        assertThat(client.post("/sobjects/Signal__e", "{\"Device__c\":\"d\"}").errorCode())
                .isEqualTo("LIMIT_EXCEEDED");
        PubSubClient.Stream<FetchRequest, FetchResponse> received = pubSub.fromTheBeginning(SIGNAL);
        await().untilAsserted(() -> assertThat(received.errorCode()).endsWith("subscription.limit.exceeded"));
    }

    @Test
    void shouldKeepThePlaceOfAManagedSubscription() {
        // Given
        deploy(
                "managedEventSubscriptions/Signals.managedEventSubscription",
                "ManagedEventSubscription",
                "<label>Signals</label><topicName>" + SIGNAL + "</topicName><defaultReplay>EARLIEST</defaultReplay>"
                        + "<errorRecoveryReplay>LATEST</errorRecoveryReplay><state>RUN</state><version>62.0</version>");
        publish("a", "b", "c");
        PubSubClient.Stream<ManagedFetchRequest, ManagedFetchResponse> first = pubSub.managed("Signals", 10);
        await().untilAsserted(() ->
                assertThat(first.all(ManagedFetchResponse::getEventsList)).hasSize(3));

        // When: the second event is committed, and a wrong id too
        ByteString second =
                first.all(ManagedFetchResponse::getEventsList).get(1).getReplayId();
        first.send(commit("right", second));
        first.send(commit("wrong", ByteString.copyFromUtf8("nonsense")));
        await().untilAsserted(() -> assertThat(first.answers)
                .filteredOn(ManagedFetchResponse::hasCommitResponse)
                .extracting(answer -> answer.getCommitResponse().getCommitRequestId()
                        + answer.getCommitResponse().hasError())
                .containsExactly("rightfalse", "wrongtrue"));
        PubSubClient.Stream<ManagedFetchRequest, ManagedFetchResponse> rival = pubSub.managed("Signals", 10);
        await().untilAsserted(() -> assertThat(rival.errorCode()).endsWith("managed.subscription.already.active"));
        first.end();
        await().until(() -> first.completed);

        // Then: the next one goes on behind it
        PubSubClient.Stream<ManagedFetchRequest, ManagedFetchResponse> next = pubSub.managed("Signals", 10);
        await().untilAsserted(() -> assertThat(next.all(ManagedFetchResponse::getEventsList))
                .extracting(event -> event.getEvent().getId())
                .containsExactly("c"));
        assertThat(waitForError(pubSub.managed("Nobody", 1))).endsWith("managed.subscription.developer.name.not.found");
    }

    private static ManagedFetchRequest commit(String id, ByteString replayId) {
        return ManagedFetchRequest.newBuilder()
                .setCommitReplayIdRequest(
                        CommitReplayRequest.newBuilder().setCommitRequestId(id).setReplayId(replayId))
                .build();
    }

    private static String waitForError(PubSubClient.Stream<?, ?> stream) {
        await().until(() -> !stream.errors.isEmpty());
        return stream.errorCode();
    }

    @Test
    void shouldCaptureWhatChangesOfASelectedObject() {
        // Given
        select("Case");
        PubSubClient.Stream<FetchRequest, FetchResponse> changes = pubSub.fromTheBeginning("/data/CaseChangeEvent");

        // When
        String id = client.create("Case", "{\"Subject\":\"New\",\"Priority\":\"High\"}");
        client.patch("/sobjects/Case/" + id, "{\"Subject\":\"Changed\",\"Priority\":null}");
        client.delete("/sobjects/Case/" + id);
        client.create("Account", "{\"Name\":\"Not selected\"}");

        // Then
        await().untilAsserted(() ->
                assertThat(changes.all(FetchResponse::getEventsList)).hasSize(3));
        List<GenericRecord> events = changes.all(FetchResponse::getEventsList).stream()
                .map(pubSub::read)
                .toList();
        assertThat(events).extracting(EventStreamsTest::kind).containsExactly("CREATE", "UPDATE", "DELETE");
        assertThat(events)
                .allSatisfy(event -> assertThat(list(event, "recordIds")).containsExactly(id));
        assertThat(text(events.get(0).get("Subject"))).isEqualTo("New");
        assertThat(events.get(1).get("Status")).isNull();
        Map<String, Boolean> changed =
                bits(events.get(1), list(events.get(1), "changedFields").get(0));
        assertThat(changed)
                .containsEntry("Subject", true)
                .containsEntry("Priority", true)
                .containsEntry("LastModifiedDate", true)
                .containsEntry("Status", false)
                .containsEntry("ChangeEventHeader", false);
        assertThat(bits(events.get(1), list(events.get(1), "nulledFields").get(0)).entrySet().stream()
                        .filter(Map.Entry::getValue)
                        .map(Map.Entry::getKey))
                .containsExactly("Priority");
        assertThat(list(events.get(1), "changedFields").get(0)).matches("0x([0-9A-F]{2})+");
    }

    @Test
    void shouldCaptureAPersonsNameWithTheBitsOfItsParts() {
        // Given
        select("Contact");
        String id = client.create("Contact", "{\"FirstName\":\"A\",\"LastName\":\"B\"}");
        client.patch("/sobjects/Contact/" + id, "{\"LastName\":\"C\"}");

        // When
        PubSubClient.Stream<FetchRequest, FetchResponse> changes = pubSub.fromTheBeginning("/data/ContactChangeEvent");
        await().untilAsserted(() ->
                assertThat(changes.all(FetchResponse::getEventsList)).hasSize(2));
        GenericRecord update =
                pubSub.read(changes.all(FetchResponse::getEventsList).get(1));

        // Then
        int name = update.getSchema().getField("Name").pos();
        assertThat(text(((GenericRecord) update.get("Name")).get("LastName"))).isEqualTo("C");
        assertThat(list(update, "changedFields")).hasSize(2).last().isEqualTo(name + "-0x04");
    }

    @Test
    void shouldSayOnlyThatThereWasAChangeWhereTheEventWouldBeTooLarge() {
        // Given
        StringBuilder fields = new StringBuilder();
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            fields.append(TestMetadata.field(
                    "Long" + i + "__c",
                    "<type>LongTextArea</type><length>131072</length><visibleLines>3</visibleLines>"));
            values.append(i == 0 ? "" : ",")
                    .append("\"Long")
                    .append(i)
                    .append("__c\":\"")
                    .append("x".repeat(131_000))
                    .append('"');
        }
        deploy("objects/Case.object", "CustomObject", fields.toString());
        select("Case");

        // When
        client.create("Case", "{" + values + "}");

        // Then
        PubSubClient.Stream<FetchRequest, FetchResponse> changes = pubSub.fromTheBeginning("/data/CaseChangeEvent");
        await().untilAsserted(() ->
                assertThat(changes.all(FetchResponse::getEventsList)).hasSize(1));
        GenericRecord gap =
                pubSub.read(changes.all(FetchResponse::getEventsList).get(0));
        assertThat(kind(gap)).isEqualTo("GAP_CREATE");
        assertThat(list(gap, "recordIds")).hasSize(1);
    }

    @Test
    void shouldSelectFiveObjectsAndNoMore() {
        // When
        for (String object : List.of("Case", "Account", "Contact", "Lead", "Asset")) {
            select(object);
        }
        JsonNode sixth = client.deploy(Map.of(
                "package.xml",
                "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"/>",
                "platformEventChannelMembers/ChangeEvents_Campaign.platformEventChannelMember",
                member("ChangeEvents", "CampaignChangeEvent")));

        // Then
        assertThat(sixth.path("success").asBoolean()).isFalse();
        assertThat(sixth.at("/details/componentFailures/0/problem").asText()).contains("at most 5");
        assertThat(pubSub.topic("/data/ChangeEvents").getSchemaId()).isEmpty();
    }

    @Test
    void shouldDeliverSeveralEventsOverOneChannel() {
        // Given
        deploy(
                "platformEventChannels/Ours__chn.platformEventChannel",
                "PlatformEventChannel",
                "<channelType>data</channelType><label>Ours</label>");
        for (String entity : List.of("CaseChangeEvent", "Incident__ChangeEvent")) {
            deploy(
                    "platformEventChannelMembers/Ours_" + entity + ".platformEventChannelMember",
                    "PlatformEventChannelMember",
                    "<eventChannel>Ours__chn</eventChannel><selectedEntity>" + entity + "</selectedEntity>");
        }

        // When
        client.create("Case", "{\"Subject\":\"first\"}");
        client.create("Incident__c", "{\"Key__c\":\"second\"}");
        client.create("Case", "{\"Subject\":\"third\"}");

        // Then
        PubSubClient.Stream<FetchRequest, FetchResponse> changes = pubSub.fromTheBeginning("/data/Ours__chn");
        await().untilAsserted(() -> assertThat(changes.all(FetchResponse::getEventsList))
                .extracting(event -> pubSub.read(event).getSchema().getName())
                .containsExactly("CaseChangeEvent", "Incident__ChangeEvent", "CaseChangeEvent"));
        assertThat(pubSub.topic("/data/Ours__chn").getCanPublish()).isFalse();
    }

    @Test
    void shouldPublishConsentOnlyWhileTheStreamIsOn() {
        // Given
        String individual = client.create("Individual", "{\"LastName\":\"Somebody\"}");

        // When
        org.setup().change(Json.object().put("consentEventStream", true));
        client.patch("/sobjects/Individual/" + individual, "{\"ShouldForget\":true}");
        client.patch("/sobjects/Individual/" + individual, "{\"Occupation\":\"not about consent\"}");
        client.create(
                "ContactPointTypeConsent",
                "{\"Name\":\"c\",\"PartyId\":\"" + individual
                        + "\",\"ContactPointType\":\"Email\",\"PrivacyConsentStatus\":\"OptOut\",\"CaptureSource\":\"form\"}");
        String email = client.create(
                "ContactPointEmail", "{\"ParentId\":\"" + individual + "\",\"EmailAddress\":\"somebody@example.com\"}");
        client.create(
                "ContactPointConsent",
                "{\"Name\":\"c\",\"ContactPointId\":\"" + email + "\",\"PrivacyConsentStatus\":\"OptOut\"}");

        // Then
        PubSubClient.Stream<FetchRequest, FetchResponse> events = pubSub.fromTheBeginning("/event/ConsentEvent");
        await().untilAsserted(() ->
                assertThat(events.all(FetchResponse::getEventsList)).hasSize(4));
        List<ConsumerEvent> all = events.all(FetchResponse::getEventsList);
        GenericRecord first = pubSub.read(all.get(0));
        assertThat(text(first.get("ObjectName"))).isEqualTo("Individual");
        assertThat(text(first.get("RecordId"))).isEqualTo(individual);
        assertThat(text(first.get("ChangeType"))).isEqualTo("Update");
        assertThat(text(first.get("NewValues"))).isEqualTo("{\"ShouldForget\":true}");
        GenericRecord second = pubSub.read(all.get(1));
        assertThat(text(second.get("ConsentCaptureSource"))).isEqualTo("form");
        assertThat(text(second.get("AssociatedIds"))).contains(individual);
        assertThat(text(pubSub.read(all.get(3)).get("AssociatedIds"))).contains(email, individual);
        assertThat(pubSub.topic("/event/ConsentEvent").getCanPublish()).isFalse();
    }

    @Test
    void shouldBreakStreamsOnPurpose() {
        // Given
        publish("a", "b");
        PubSubClient.Stream<FetchRequest, FetchResponse> whole = pubSub.fromTheBeginning(SIGNAL);
        await().untilAsserted(() ->
                assertThat(whole.all(FetchResponse::getEventsList)).hasSize(2));
        ByteString last = whole.all(FetchResponse::getEventsList).get(1).getReplayId();

        // When
        control("/faults", "{\"kind\":\"corruptReplayId\",\"topic\":\"" + SIGNAL + "\",\"times\":1}");
        control("/faults", "{\"kind\":\"closeStream\",\"endpoint\":\"Subscribe\",\"times\":1}");
        control(
                "/faults",
                "{\"kind\":\"error\",\"endpoint\":\"PublishStream\",\"errorCode\":\"service.unavailable\",\"grpcStatus\":\"UNAVAILABLE\",\"times\":1}");

        // Then
        assertThat(waitForError(pubSub.subscribe(SIGNAL, ReplayPreset.CUSTOM, last, 1)))
                .endsWith("subscription.fetch.replayid.corrupted");
        PubSubClient.Stream<FetchRequest, FetchResponse> closed = pubSub.fromTheBeginning(SIGNAL);
        await().until(() -> closed.completed);
        PubSubClient.Stream<PublishRequest, PublishResponse> refused = pubSub.publishStream();
        refused.send(PublishRequest.newBuilder().setTopicName(SIGNAL).build());
        assertThat(waitForError(refused)).endsWith("service.unavailable");
    }

    @ParameterizedTest
    @CsvSource({"dropBeforeCommit, 0", "dropAfterCommit, 1"})
    void shouldDropAPublisherWithoutAnAnswer(String kind, int kept) {
        // Given
        control("/faults", "{\"kind\":\"" + kind + "\",\"endpoint\":\"PublishStream\",\"times\":1}");

        // When
        PubSubClient.Stream<PublishRequest, PublishResponse> dropped = pubSub.publishStream();
        dropped.send(PublishRequest.newBuilder()
                .setTopicName(SIGNAL)
                .addEvents(pubSub.event(SIGNAL, "dropped", Map.of()))
                .build());
        String code = waitForError(dropped);
        publish("afterwards");

        // Then
        assertThat(dropped.answers).isEmpty();
        assertThat(code).as("no code of Salesforce's").isEqualTo("null");
        PubSubClient.Stream<FetchRequest, FetchResponse> whole = pubSub.fromTheBeginning(SIGNAL);
        await().untilAsserted(() ->
                assertThat(whole.all(FetchResponse::getEventsList)).hasSize(kept + 1));
    }

    private void control(String path, String body) {
        String method = path.equals("/faults") ? "POST" : "PATCH";
        Client.Reply reply = client.send(method, "/local-org" + path, body);
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
    }

    private void publish(String... ids) {
        for (String id : ids) {
            PubSubClient.Stream<PublishRequest, PublishResponse> stream = pubSub.publishStream();
            stream.send(PublishRequest.newBuilder()
                    .setTopicName(SIGNAL)
                    .addEvents(pubSub.event(SIGNAL, id, Map.of()))
                    .build());
            await().until(() -> !stream.answers.isEmpty());
            stream.end();
        }
    }

    private void select(String object) {
        deploy(
                "platformEventChannelMembers/ChangeEvents_" + object + ".platformEventChannelMember",
                "PlatformEventChannelMember",
                "<eventChannel>ChangeEvents</eventChannel><selectedEntity>" + object + "ChangeEvent</selectedEntity>");
    }

    private static String member(String channel, String entity) {
        return "<PlatformEventChannelMember xmlns=\"http://soap.sforce.com/2006/04/metadata\"><eventChannel>" + channel
                + "</eventChannel><selectedEntity>" + entity + "</selectedEntity></PlatformEventChannelMember>";
    }

    private void deploy(String file, String type, String content) {
        JsonNode result = client.deploy(Map.of(
                "package.xml",
                "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"/>",
                file,
                "<" + type + " xmlns=\"http://soap.sforce.com/2006/04/metadata\">" + content + "</" + type + ">"));
        assertThat(result.path("success").asBoolean()).as(result.toString()).isTrue();
    }

    private static String kind(GenericRecord event) {
        return text(((GenericRecord) event.get("ChangeEventHeader")).get("changeType"));
    }

    private static List<String> list(GenericRecord event, String field) {
        return ((List<?>) ((GenericRecord) event.get("ChangeEventHeader")).get(field))
                .stream().map(EventStreamsTest::text).toList();
    }

    private static String text(Object value) {
        return String.valueOf(value);
    }

    /** Which fields of the schema a bitmap names, read as clients do. */
    private static Map<String, Boolean> bits(GenericRecord event, String bitmap) {
        BigInteger bits = new BigInteger(bitmap.substring(2), 16);
        Map<String, Boolean> named = new HashMap<>();
        for (Schema.Field field : event.getSchema().getFields()) {
            named.put(field.name(), bits.testBit(field.pos()));
        }
        return named;
    }
}
