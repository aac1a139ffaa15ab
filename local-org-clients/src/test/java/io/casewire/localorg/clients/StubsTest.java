package io.casewire.localorg.clients;

import static io.casewire.localorg.clients.Endpoint.*;
import static io.casewire.localorg.clients.ForeignClient.STUBS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.salesforce.eventbus.protobuf.CommitReplayRequest;
import com.salesforce.eventbus.protobuf.ManagedFetchRequest;
import com.salesforce.eventbus.protobuf.ManagedFetchResponse;
import com.salesforce.eventbus.protobuf.ProducerEvent;
import com.salesforce.eventbus.protobuf.PublishRequest;
import com.salesforce.eventbus.protobuf.PublishResponse;
import com.salesforce.eventbus.protobuf.SchemaRequest;
import com.salesforce.eventbus.protobuf.TopicInfo;
import com.salesforce.eventbus.protobuf.TopicRequest;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StubsTest {
    private static final String TOPIC = "/event/Signal__e";

    @RegisterExtension
    static final OrgExtension ORG = new OrgExtension();

    private static Stubs stubs;

    @BeforeAll
    static void start() {
        stubs = Stubs.of(ORG.org(), ORG.org().pubSubPort());
    }

    @AfterAll
    static void stop() {
        stubs.close();
    }

    private static PublishRequest request(String device) throws IOException {
        TopicInfo topic = stubs.blocking()
                .getTopic(TopicRequest.newBuilder().setTopicName(TOPIC).build());
        Schema schema = new Schema.Parser()
                .parse(stubs.blocking()
                        .getSchema(SchemaRequest.newBuilder()
                                .setSchemaId(topic.getSchemaId())
                                .build())
                        .getSchemaJson());
        GenericRecord event = new GenericData.Record(schema);
        event.put("CreatedDate", 1L);
        event.put("CreatedById", "005");
        event.put("Device__c", device);
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(payload, null);
        new GenericDatumWriter<GenericRecord>(schema).write(event, encoder);
        encoder.flush();
        return PublishRequest.newBuilder()
                .setTopicName(TOPIC)
                .addEvents(ProducerEvent.newBuilder()
                        .setId(device)
                        .setSchemaId(topic.getSchemaId())
                        .setPayload(ByteString.copyFrom(payload.toByteArray())))
                .build();
    }

    @Test
    @Covers(
            client = STUBS,
            endpoint = {GET_TOPIC, GET_SCHEMA, PUBLISH, SUBSCRIBE})
    void shouldPublishAndReceive() throws IOException {
        // When
        PublishResponse published = stubs.blocking().publish(request("one"));
        StubSubscriber subscriber = StubSubscriber.of(stubs).begin(1);

        // Then
        assertThat(published.getResults(0).getCorrelationKey()).isEqualTo("one");
        await().untilAsserted(() -> assertThat(subscriber.events()).isEqualTo(1));
    }

    @Test
    @Covers(client = STUBS, endpoint = PUBLISH_STREAM)
    void shouldPublishOverAStream() throws IOException {
        // When
        Answers<PublishResponse> answers = new Answers<>();
        StreamObserver<PublishRequest> requests = stubs.async().publishStream(answers);
        requests.onNext(request("first"));
        requests.onNext(request("second"));

        // Then
        await().untilAsserted(() -> assertThat(answers.all())
                .extracting(answer -> answer.getResults(0).getCorrelationKey())
                .containsExactly("first", "second"));
        requests.onCompleted();
    }

    @Test
    @Covers(client = STUBS, endpoint = MANAGED_SUBSCRIBE)
    void shouldLeaveItsPlaceToTheOrg() throws IOException {
        // Given
        stubs.blocking().publish(request("managed"));
        Answers<ManagedFetchResponse> answers = new Answers<>();

        // When
        StreamObserver<ManagedFetchRequest> requests = stubs.async().managedSubscribe(answers);
        requests.onNext(ManagedFetchRequest.newBuilder()
                .setDeveloperName("Signals")
                .setNumRequested(1)
                .build());
        await().untilAsserted(() -> assertThat(answers.all()).isNotEmpty());
        ByteString replayId = answers.all().get(0).getEvents(0).getReplayId();
        requests.onNext(ManagedFetchRequest.newBuilder()
                .setCommitReplayIdRequest(CommitReplayRequest.newBuilder()
                        .setCommitRequestId("commit")
                        .setReplayId(replayId))
                .build());

        // Then
        await().untilAsserted(() ->
                assertThat(answers.last().getCommitResponse().getReplayId()).isEqualTo(replayId));
        requests.onCompleted();
    }
}
