package io.casewire.localorg.pubsub;

import com.google.protobuf.ByteString;
import com.salesforce.eventbus.protobuf.Error;
import com.salesforce.eventbus.protobuf.ErrorCode;
import com.salesforce.eventbus.protobuf.FetchRequest;
import com.salesforce.eventbus.protobuf.FetchResponse;
import com.salesforce.eventbus.protobuf.ManagedFetchRequest;
import com.salesforce.eventbus.protobuf.ManagedFetchResponse;
import com.salesforce.eventbus.protobuf.ProducerEvent;
import com.salesforce.eventbus.protobuf.PubSubGrpc;
import com.salesforce.eventbus.protobuf.PublishRequest;
import com.salesforce.eventbus.protobuf.PublishResponse;
import com.salesforce.eventbus.protobuf.PublishResult;
import com.salesforce.eventbus.protobuf.SchemaInfo;
import com.salesforce.eventbus.protobuf.SchemaRequest;
import com.salesforce.eventbus.protobuf.TopicInfo;
import com.salesforce.eventbus.protobuf.TopicRequest;
import io.casewire.localorg.fault.Fault.Kind;
import io.casewire.localorg.http.RequestLog;
import io.casewire.localorg.limits.Allowances;
import io.casewire.localorg.limits.Limit;
import io.casewire.localorg.oauth.Session;
import io.casewire.localorg.rights.Rights;
import io.casewire.localorg.rights.RightsOf;
import io.casewire.localorg.setup.Setup;
import io.casewire.localorg.store.RecordStore;
import io.casewire.localorg.store.Transaction;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/** The Pub/Sub API over the org's events. */
final class PubSubService extends PubSubGrpc.PubSubImplBase {
    private static final int LARGEST_EVENT = 1 << 20;

    private final RecordStore store;
    private final RightsOf rightsOf;
    private final Topics topics;
    private final ManagedSubscriptions managed;
    private final String orgId;
    private final RequestLog log;
    private final Clock clock;
    private final ScheduledExecutorService executor;
    private final Setup setup;
    private final Allowances allowances;
    private final RpcFaults faults;

    PubSubService(
            RecordStore store,
            RightsOf rightsOf,
            String orgId,
            RequestLog log,
            Clock clock,
            ScheduledExecutorService executor,
            Setup setup,
            Allowances allowances,
            RpcFaults faults) {
        this.store = store;
        this.rightsOf = rightsOf;
        this.topics = new Topics(store);
        this.managed = new ManagedSubscriptions(store);
        this.orgId = orgId;
        this.log = log;
        this.clock = clock;
        this.executor = executor;
        this.setup = setup;
        this.allowances = allowances;
        this.faults = faults;
    }

    @Override
    public void getTopic(TopicRequest request, StreamObserver<TopicInfo> client) {
        answer(client, rpcId -> {
            faults.strike("GetTopic", request.getTopicName(), rpcId);
            Topics.Topic topic = topics.require(request.getTopicName(), rpcId);
            return TopicInfo.newBuilder()
                    .setTopicName(topic.name())
                    .setTenantGuid(orgId)
                    .setCanPublish(topic.canPublish(rights()))
                    .setCanSubscribe(topic.canSubscribe(rights()))
                    .setSchemaId(topic.schemaId())
                    .setRpcId(rpcId)
                    .build();
        });
    }

    @Override
    public void getSchema(SchemaRequest request, StreamObserver<SchemaInfo> client) {
        answer(client, rpcId -> {
            faults.strike("GetSchema", null, rpcId);
            Schema schema = EventSchemas.find(store.schema(), request.getSchemaId());
            if (schema == null) {
                throw PubSubErrors.error(
                        Status.INVALID_ARGUMENT,
                        "schema.validation.failed",
                        "There is no schema " + request.getSchemaId(),
                        rpcId);
            }
            return SchemaInfo.newBuilder()
                    .setSchemaId(request.getSchemaId())
                    .setSchemaJson(schema.toString())
                    .setRpcId(rpcId)
                    .build();
        });
    }

    @Override
    public void publish(PublishRequest request, StreamObserver<PublishResponse> client) {
        answer(client, rpcId -> {
            faults.strike("Publish", request.getTopicName(), rpcId);
            faults.drop(Kind.DROP_BEFORE_COMMIT, "Publish", request.getTopicName());
            PublishResponse response = publish("Publish", SessionInterceptor.SESSION.get(), request, rpcId);
            faults.drop(Kind.DROP_AFTER_COMMIT, "Publish", request.getTopicName());
            return response;
        });
    }

    @Override
    public StreamObserver<PublishRequest> publishStream(StreamObserver<PublishResponse> client) {
        PublishStream stream = new PublishStream(
                client,
                SessionInterceptor.SESSION.get(),
                (session, request, rpcId) -> publish("PublishStream", session, request, rpcId),
                faults,
                setup,
                executor);
        ((ServerCallStreamObserver<PublishResponse>) client).setOnCancelHandler(stream::end);
        return stream;
    }

    private PublishResponse publish(String rpc, Session session, PublishRequest request, String rpcId) {
        Topics.Topic topic = topics.require(request.getTopicName(), rpcId);
        if (!topic.canPublish(rights(session))) {
            throw PubSubErrors.error(
                    Status.PERMISSION_DENIED, "topic.meta.permission", "Nobody can publish to " + topic.name(), rpcId);
        }
        if (request.getEventsCount() == 0) {
            throw PubSubErrors.error(
                    Status.INVALID_ARGUMENT, "publish.event.count.invalid", "There is no event to publish", rpcId);
        }
        PublishResponse.Builder response =
                PublishResponse.newBuilder().setSchemaId(topic.schemaId()).setRpcId(rpcId);
        Instant now = clock.instant();
        List<String> published = new ArrayList<>();
        try (Transaction tx = store.begin()) {
            request.getEventsList().forEach(event -> response.addResults(publish(tx, topic, event, now, published)));
            tx.commit();
        }
        log.add(new RequestLog.Entry(
                0,
                now,
                session.username(),
                rpc,
                topic.name(),
                eventName(topic),
                request.getEventsCount(),
                0,
                clock.instant(),
                published));
        return response.build();
    }

    private PublishResult publish(
            Transaction tx, Topics.Topic topic, ProducerEvent event, Instant now, List<String> published) {
        String key = event.getId().isEmpty() ? UUID.randomUUID().toString() : event.getId();
        String problem = problem(tx, topic, event);
        if (problem != null) {
            return PublishResult.newBuilder()
                    .setCorrelationKey(key)
                    .setError(Error.newBuilder().setCode(ErrorCode.PUBLISH).setMsg(problem))
                    .build();
        }
        published.add(key);
        long replayId = tx.publish(
                        topic.name(),
                        key,
                        event.getSchemaId(),
                        event.getPayload().toByteArray(),
                        now.toEpochMilli())
                .replayId();
        return PublishResult.newBuilder()
                .setCorrelationKey(key)
                .setReplayId(ReplayIds.encode(replayId))
                .build();
    }

    private @Nullable String problem(Transaction tx, Topics.Topic topic, ProducerEvent event) {
        if (event.getPayload().size() > LARGEST_EVENT) {
            return "The event is larger than 1 MB";
        }
        Schema schema = EventSchemas.find(tx.schema(), event.getSchemaId());
        if (schema == null || !schema.getName().equals(eventName(topic))) {
            return "The schema " + event.getSchemaId() + " is not one of " + topic.name();
        }
        if (!isReadable(event.getPayload(), schema)) {
            return "The payload does not fit the schema";
        }
        return allowances.take(Limit.HOURLY_PUBLISHED_EVENTS, 1)
                ? null
                : "LIMIT_EXCEEDED: the hourly event publishing limit is reached";
    }

    private static String eventName(Topics.Topic topic) {
        return topic.name().substring(topic.name().lastIndexOf('/') + 1);
    }

    private static boolean isReadable(ByteString payload, Schema schema) {
        try {
            BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(payload.toByteArray(), null);
            new GenericDatumReader<>(schema).read(null, decoder);
            return decoder.isEnd();
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    @Override
    public StreamObserver<FetchRequest> subscribe(StreamObserver<FetchResponse> client) {
        Subscription subscription = new Subscription(
                topics, store.events(), client, flows(), rights(), faults.of(SessionInterceptor.SESSION.get()));
        ((ServerCallStreamObserver<FetchResponse>) client).setOnCancelHandler(subscription::end);
        return subscription;
    }

    @Override
    public StreamObserver<ManagedFetchRequest> managedSubscribe(StreamObserver<ManagedFetchResponse> client) {
        ManagedSubscription subscription = new ManagedSubscription(
                topics,
                store.events(),
                managed,
                client,
                flows(),
                rights(),
                faults.of(SessionInterceptor.SESSION.get()),
                clock);
        ((ServerCallStreamObserver<ManagedFetchResponse>) client).setOnCancelHandler(subscription::end);
        return subscription;
    }

    private Rights rights() {
        return rights(SessionInterceptor.SESSION.get());
    }

    private Rights rights(Session session) {
        return store.read(view -> rightsOf.user(view, session.userId()));
    }

    private FlowFactory flows() {
        return new FlowFactory(store.events(), executor, setup, allowances);
    }

    private static <A> void answer(StreamObserver<A> client, java.util.function.Function<String, A> call) {
        try {
            client.onNext(call.apply(UUID.randomUUID().toString()));
            client.onCompleted();
        } catch (StatusRuntimeException e) {
            client.onError(e);
        }
    }
}
