package io.casewire.localorg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.salesforce.eventbus.protobuf.ConsumerEvent;
import com.salesforce.eventbus.protobuf.FetchRequest;
import com.salesforce.eventbus.protobuf.FetchResponse;
import com.salesforce.eventbus.protobuf.ProducerEvent;
import com.salesforce.eventbus.protobuf.PubSubGrpc;
import com.salesforce.eventbus.protobuf.PublishRequest;
import com.salesforce.eventbus.protobuf.PublishResponse;
import com.salesforce.eventbus.protobuf.ReplayPreset;
import com.salesforce.eventbus.protobuf.SchemaRequest;
import com.salesforce.eventbus.protobuf.TopicInfo;
import com.salesforce.eventbus.protobuf.TopicRequest;
import io.casewire.localorg.http.Json;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PubSubTest {
    private static final String TOPIC = "/event/Signal__e";

    private LocalOrg org;
    private Client client;
    private ManagedChannel channel;
    private Schema schema;
    private String schemaId;

    @BeforeEach
    void start() {
        org = LocalOrg.start(LocalOrgOptions.defaults());
        org.setup().change(Json.object().put("keepAliveSeconds", 1));
        client = Client.of(org);
        client.deploy(TestMetadata.project());
        channel = NettyChannelBuilder.forAddress("localhost", org.pubSubPort())
                .usePlaintext()
                .build();
        TopicInfo topic =
                stub().getTopic(TopicRequest.newBuilder().setTopicName(TOPIC).build());
        schemaId = topic.getSchemaId();
        schema = new Schema.Parser()
                .parse(stub().getSchema(
                                SchemaRequest.newBuilder().setSchemaId(schemaId).build())
                        .getSchemaJson());
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        org.close();
    }

    private Metadata headers(String token) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("accesstoken", Metadata.ASCII_STRING_MARSHALLER), token);
        headers.put(Metadata.Key.of("instanceurl", Metadata.ASCII_STRING_MARSHALLER), org.url());
        headers.put(Metadata.Key.of("tenantid", Metadata.ASCII_STRING_MARSHALLER), org.orgId());
        return headers;
    }

    private PubSubGrpc.PubSubBlockingStub stub() {
        return stub(client.token());
    }

    private PubSubGrpc.PubSubBlockingStub stub(String token) {
        return PubSubGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers(token)));
    }

    private ProducerEvent event(String id, double value) {
        GenericRecord record = new GenericData.Record(schema);
        record.put("CreatedDate", 1L);
        record.put("CreatedById", "005");
        record.put("Device__c", "d");
        record.put("Value__c", value);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return ProducerEvent.newBuilder()
                .setId(id)
                .setSchemaId(schemaId)
                .setPayload(ByteString.copyFrom(bytes.toByteArray()))
                .build();
    }

    private PublishResponse publish(int from, int to) {
        PublishRequest.Builder request = PublishRequest.newBuilder().setTopicName(TOPIC);
        for (int i = from; i < to; i++) {
            request.addEvents(event("e" + i, i));
        }
        return stub().publish(request.build());
    }

    /** A Subscribe stream and what came over it. */
    private static final class Stream implements StreamObserver<FetchResponse> {
        private final List<FetchResponse> responses = new CopyOnWriteArrayList<>();
        private final List<Throwable> errors = new CopyOnWriteArrayList<>();

        @Override
        public void onNext(FetchResponse response) {
            responses.add(response);
        }

        @Override
        public void onError(Throwable t) {
            errors.add(t);
        }

        @Override
        public void onCompleted() {}

        List<ConsumerEvent> events() {
            return responses.stream()
                    .flatMap(response -> response.getEventsList().stream())
                    .toList();
        }
    }

    private StreamObserver<FetchRequest> subscribe(Stream stream, FetchRequest.Builder first) {
        StreamObserver<FetchRequest> requests = PubSubGrpc.newStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers(client.token())))
                .subscribe(stream);
        requests.onNext(first.setTopicName(TOPIC).build());
        return requests;
    }

    private static String errorCode(Throwable t) {
        return Status.trailersFromThrowable(t).get(Metadata.Key.of("error-code", Metadata.ASCII_STRING_MARSHALLER));
    }

    @Test
    void shouldDeliverPublishedEventsInOrder() throws IOException {
        // Given
        Stream stream = new Stream();
        subscribe(
                stream,
                FetchRequest.newBuilder().setReplayPreset(ReplayPreset.EARLIEST).setNumRequested(10));

        // When
        PublishResponse published = publish(0, 3);

        // Then
        await().untilAsserted(() -> assertThat(stream.events()).hasSize(3));
        assertThat(stream.events())
                .extracting(event -> event.getEvent().getId())
                .containsExactly("e0", "e1", "e2");
        assertThat(stream.events().get(2).getReplayId())
                .isEqualTo(published.getResults(2).getReplayId());
        GenericRecord record = new GenericDatumReader<GenericRecord>(schema)
                .read(
                        null,
                        DecoderFactory.get()
                                .binaryDecoder(
                                        stream.events()
                                                .get(1)
                                                .getEvent()
                                                .getPayload()
                                                .toByteArray(),
                                        null));
        assertThat(record.get("Value__c")).isEqualTo(1.0);
        assertThat(stream.responses.get(stream.responses.size() - 1).getPendingNumRequested())
                .isEqualTo(7);
    }

    @Test
    void shouldNotDeliverMoreThanRequestedAndCapAtOneHundred() {
        // Given
        publish(0, 150);
        Stream stream = new Stream();

        // When
        StreamObserver<FetchRequest> requests = subscribe(
                stream,
                FetchRequest.newBuilder().setReplayPreset(ReplayPreset.EARLIEST).setNumRequested(5000));

        // Then
        await().untilAsserted(() -> assertThat(stream.events()).hasSize(100));
        requests.onNext(FetchRequest.newBuilder().setNumRequested(1).build());
        await().untilAsserted(() -> assertThat(stream.events()).hasSize(101));
        await().during(Duration.ofMillis(400))
                .untilAsserted(() -> assertThat(stream.events()).hasSize(101));
    }

    @Test
    void shouldResumeStrictlyAfterAReplayId() {
        // Given
        ByteString second = publish(0, 4).getResults(1).getReplayId();
        Stream whole = new Stream();
        Stream prefix = new Stream();

        // When
        subscribe(
                whole,
                FetchRequest.newBuilder()
                        .setReplayPreset(ReplayPreset.CUSTOM)
                        .setReplayId(second)
                        .setNumRequested(10));
        subscribe(
                prefix,
                FetchRequest.newBuilder()
                        .setReplayPreset(ReplayPreset.CUSTOM)
                        .setReplayId(second.substring(0, 8))
                        .setNumRequested(10));

        // Then
        await().untilAsserted(() -> assertThat(whole.events()).hasSize(2));
        await().untilAsserted(() -> assertThat(prefix.events()).hasSize(2));
        assertThat(whole.events().get(0).getEvent().getId()).isEqualTo("e2");
    }

    @Test
    void shouldRefuseAReplayIdItDidNotMake() {
        // Given
        Stream stream = new Stream();
        ByteString foreign = ByteString.copyFrom(new byte[] {0, 0, 9, 9, 9, 9, 9, 9, 0, 0});

        // When
        subscribe(
                stream,
                FetchRequest.newBuilder()
                        .setReplayPreset(ReplayPreset.CUSTOM)
                        .setReplayId(foreign)
                        .setNumRequested(1));

        // Then
        await().untilAsserted(() -> assertThat(stream.errors).hasSize(1));
        assertThat(Status.fromThrowable(stream.errors.get(0)).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(errorCode(stream.errors.get(0)))
                .isEqualTo("sfdc.platform.eventbus.grpc.subscription.fetch.replayid.corrupted");
    }

    @Test
    void shouldKeepASilentStreamAlive() {
        // Given
        Stream stream = new Stream();

        // When
        subscribe(stream, FetchRequest.newBuilder().setNumRequested(7));

        // Then
        await().untilAsserted(() -> assertThat(stream.responses).isNotEmpty());
        assertThat(stream.responses.get(0).getEventsCount()).isZero();
        assertThat(stream.responses.get(0).getPendingNumRequested()).isEqualTo(7);
        assertThat(stream.responses.get(0).getLatestReplayId().size()).isGreaterThanOrEqualTo(8);
    }

    @Test
    void shouldPublishEventsWrittenOverRest() {
        // Given
        Stream stream = new Stream();
        subscribe(
                stream,
                FetchRequest.newBuilder().setReplayPreset(ReplayPreset.EARLIEST).setNumRequested(1));

        // When
        Client.Reply reply = client.post("/sobjects/Signal__e", "{\"Device__c\":\"d\",\"Value__c\":2.5}");

        // Then
        assertThat(reply.status()).isEqualTo(201);
        await().untilAsserted(() -> assertThat(stream.events()).hasSize(1));
    }

    @Test
    void shouldRefuseUnknownTopicsAndTokens() {
        // When / Then
        assertThatThrownBy(() -> stub().getTopic(TopicRequest.newBuilder()
                        .setTopicName("/event/No__e")
                        .build()))
                .satisfies(e -> assertThat(errorCode(e)).isEqualTo("sfdc.platform.eventbus.grpc.topic.not.found"));
        assertThatThrownBy(() -> stub("00D!x")
                        .getTopic(TopicRequest.newBuilder().setTopicName(TOPIC).build()))
                .satisfies(e -> assertThat(errorCode(e)).isEqualTo("sfdc.platform.eventbus.grpc.service.auth.error"));
    }

    @Test
    void shouldReportAnEventThatDoesNotFitAndPublishTheOthers() {
        // When
        PublishResponse response = stub().publish(PublishRequest.newBuilder()
                .setTopicName(TOPIC)
                .addEvents(event("good", 1))
                .addEvents(event("bad", 1).toBuilder().setPayload(ByteString.copyFromUtf8("x")))
                .build());

        // Then
        assertThat(response.getResults(0).hasError()).isFalse();
        assertThat(response.getResults(1).getError().getMsg()).isEqualTo("The payload does not fit the schema");
        assertThat(response.getResults(1).getCorrelationKey()).isEqualTo("bad");
    }
}
