package io.casewire.localorg;

import com.google.protobuf.ByteString;
import com.salesforce.eventbus.protobuf.ConsumerEvent;
import com.salesforce.eventbus.protobuf.FetchRequest;
import com.salesforce.eventbus.protobuf.FetchResponse;
import com.salesforce.eventbus.protobuf.ManagedFetchRequest;
import com.salesforce.eventbus.protobuf.ManagedFetchResponse;
import com.salesforce.eventbus.protobuf.ProducerEvent;
import com.salesforce.eventbus.protobuf.PubSubGrpc;
import com.salesforce.eventbus.protobuf.PublishRequest;
import com.salesforce.eventbus.protobuf.PublishResponse;
import com.salesforce.eventbus.protobuf.PublishResult;
import com.salesforce.eventbus.protobuf.ReplayPreset;
import com.salesforce.eventbus.protobuf.SchemaRequest;
import com.salesforce.eventbus.protobuf.TopicInfo;
import com.salesforce.eventbus.protobuf.TopicRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** A client of the Pub/Sub API on the plain stubs. */
final class PubSubClient implements AutoCloseable {
    private final String url;
    private final String orgId;
    private final String token;
    private final ManagedChannel channel;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private PubSubClient(String url, String orgId, String token, ManagedChannel channel) {
        this.url = url;
        this.orgId = orgId;
        this.token = token;
        this.channel = channel;
    }

    static PubSubClient plain(LocalOrg org) {
        return as(org, org.accessToken());
    }

    static PubSubClient as(LocalOrg org, String token) {
        return plain(org.url(), org.orgId(), org.pubSubPort(), token);
    }

    static PubSubClient plain(String url, String orgId, int port, String token) {
        return new PubSubClient(
                url,
                orgId,
                token,
                NettyChannelBuilder.forAddress("localhost", port).usePlaintext().build());
    }

    /** Trusts the org's certificate file and nothing else. */
    static PubSubClient tls(LocalOrg org) throws IOException {
        return new PubSubClient(
                org.url(),
                org.orgId(),
                org.accessToken(),
                NettyChannelBuilder.forAddress("localhost", org.tlsPubSubPort())
                        .sslContext(GrpcSslContexts.forClient()
                                .trustManager(Objects.requireNonNull(org.certificate())
                                        .toFile())
                                .build())
                        .build());
    }

    private Metadata headers() {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("accesstoken", Metadata.ASCII_STRING_MARSHALLER), token);
        headers.put(Metadata.Key.of("instanceurl", Metadata.ASCII_STRING_MARSHALLER), url);
        headers.put(Metadata.Key.of("tenantid", Metadata.ASCII_STRING_MARSHALLER), orgId);
        return headers;
    }

    private PubSubGrpc.PubSubBlockingStub blocking() {
        return PubSubGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers()));
    }

    private PubSubGrpc.PubSubStub async() {
        return PubSubGrpc.newStub(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers()));
    }

    TopicInfo topic(String name) {
        return blocking().getTopic(TopicRequest.newBuilder().setTopicName(name).build());
    }

    Schema schema(String id) {
        return new Schema.Parser()
                .parse(blocking()
                        .getSchema(SchemaRequest.newBuilder().setSchemaId(id).build())
                        .getSchemaJson());
    }

    /** An event of a topic, with fields of its own. */
    ProducerEvent event(String topic, String id, Map<String, Object> fields) {
        String schemaId = topic(topic).getSchemaId();
        return event(schemaId, schema(schemaId), id, fields);
    }

    static ProducerEvent event(String schemaId, Schema schema, String id, Map<String, Object> fields) {
        GenericRecord record = new GenericData.Record(schema);
        record.put("CreatedDate", 1L);
        record.put("CreatedById", "005");
        fields.forEach(record::put);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ProducerEvent.newBuilder()
                .setId(id)
                .setSchemaId(schemaId)
                .setPayload(ByteString.copyFrom(bytes.toByteArray()))
                .build();
    }

    List<PublishResult> publish(String topic, List<ProducerEvent> events) {
        return blocking()
                .publish(PublishRequest.newBuilder()
                        .setTopicName(topic)
                        .addAllEvents(events)
                        .build())
                .getResultsList();
    }

    GenericRecord read(ConsumerEvent event) {
        Schema schema = schemas.computeIfAbsent(event.getEvent().getSchemaId(), this::schema);
        try {
            return new GenericDatumReader<GenericRecord>(schema)
                    .read(
                            null,
                            DecoderFactory.get()
                                    .binaryDecoder(event.getEvent().getPayload().toByteArray(), null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One stream: what came over it, and how it ended. */
    static final class Stream<Q, A> implements StreamObserver<A> {
        final List<A> answers = new CopyOnWriteArrayList<>();
        final List<Throwable> errors = new CopyOnWriteArrayList<>();
        volatile boolean completed;
        private StreamObserver<Q> requests;

        void send(Q request) {
            requests.onNext(request);
        }

        void end() {
            requests.onCompleted();
        }

        @Override
        public void onNext(A answer) {
            answers.add(answer);
        }

        @Override
        public void onError(Throwable t) {
            errors.add(t);
        }

        @Override
        public void onCompleted() {
            completed = true;
        }

        <E> List<E> all(Function<A, List<E>> parts) {
            return answers.stream()
                    .flatMap(answer -> parts.apply(answer).stream())
                    .toList();
        }

        String errorCode() {
            return errors.isEmpty()
                    ? ""
                    : String.valueOf(Objects.requireNonNull(Status.trailersFromThrowable(errors.get(0)))
                            .get(Metadata.Key.of("error-code", Metadata.ASCII_STRING_MARSHALLER)));
        }
    }

    Stream<FetchRequest, FetchResponse> subscribe(String topic, ReplayPreset preset, ByteString replayId, int count) {
        Stream<FetchRequest, FetchResponse> stream = new Stream<>();
        stream.requests = async().subscribe(stream);
        stream.send(FetchRequest.newBuilder()
                .setTopicName(topic)
                .setReplayPreset(preset)
                .setReplayId(replayId)
                .setNumRequested(count)
                .build());
        return stream;
    }

    Stream<FetchRequest, FetchResponse> fromTheBeginning(String topic) {
        return subscribe(topic, ReplayPreset.EARLIEST, ByteString.EMPTY, 100);
    }

    Stream<PublishRequest, PublishResponse> publishStream() {
        Stream<PublishRequest, PublishResponse> stream = new Stream<>();
        stream.requests = async().publishStream(stream);
        return stream;
    }

    Stream<ManagedFetchRequest, ManagedFetchResponse> managed(String developerName, int count) {
        Stream<ManagedFetchRequest, ManagedFetchResponse> stream = new Stream<>();
        stream.requests = async().managedSubscribe(stream);
        stream.send(ManagedFetchRequest.newBuilder()
                .setDeveloperName(developerName)
                .setNumRequested(count)
                .build());
        return stream;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
