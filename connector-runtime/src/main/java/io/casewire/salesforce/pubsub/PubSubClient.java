package io.casewire.salesforce.pubsub;

import com.salesforce.eventbus.protobuf.PubSubGrpc;
import com.salesforce.eventbus.protobuf.PubSubGrpc.PubSubBlockingStub;
import com.salesforce.eventbus.protobuf.PubSubGrpc.PubSubStub;
import com.salesforce.eventbus.protobuf.SchemaRequest;
import com.salesforce.eventbus.protobuf.TopicRequest;
import io.casewire.salesforce.OrgUnreachableException;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** One connection to the Pub/Sub API, which all streams of an org share. */
public final class PubSubClient implements AutoCloseable {
    private static final int CALL_SECONDS = 30;
    private static final int CLOSE_SECONDS = 5;
    /** An answer holds up to 3 MB of events, and Salesforce's cap is 4 (Pub/Sub API guide: Event Allocations). */
    private static final int LARGEST_MESSAGE = 5 * 1024 * 1024;

    private final PubSubLogin login;
    private final ManagedChannel channel;
    private final Map<String, EventSchema> schemas = new ConcurrentHashMap<>();

    /** Connects when the first call is made. @throws IOException when the certificates cannot be read */
    public PubSubClient(PubSubEndpoint endpoint, PubSubLogin login) throws IOException {
        this.login = login;
        NettyChannelBuilder builder =
                NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port()).maxInboundMessageSize(LARGEST_MESSAGE);
        if (endpoint.plaintext()) {
            builder.usePlaintext();
        } else if (endpoint.trusted() != null) {
            builder.sslContext(GrpcSslContexts.forClient()
                    .trustManager(endpoint.trusted().toFile())
                    .build());
        }
        channel = builder.build();
    }

    PubSubLogin login() {
        return login;
    }

    /** Whose changes are this connector's own. */
    public String userId() throws OrgUnreachableException {
        return login.session().userId();
    }

    PubSubStub stub(PubSubSession session) {
        return PubSubGrpc.newStub(channel).withInterceptors(headers(session));
    }

    private static ClientInterceptor headers(PubSubSession session) {
        Metadata headers = new Metadata();
        headers.put(key("accesstoken"), session.accessToken());
        headers.put(key("instanceurl"), session.instanceUrl());
        headers.put(key("tenantid"), session.organizationId());
        return MetadataUtils.newAttachHeadersInterceptor(headers);
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    /** A version of a schema; it never changes, so it is asked for once. */
    EventSchema schema(String topic, String schemaId) throws PubSubException, OrgUnreachableException {
        EventSchema known = schemas.get(schemaId);
        if (known == null) {
            SchemaRequest request =
                    SchemaRequest.newBuilder().setSchemaId(schemaId).build();
            known = EventSchema.parse(
                    schemaId, ask(topic, stub -> stub.getSchema(request)).getSchemaJson());
            schemas.put(schemaId, known);
        }
        return known;
    }

    /** The schema that new events of the topic have. */
    EventSchema currentSchema(String topic) throws PubSubException, OrgUnreachableException {
        TopicRequest request = TopicRequest.newBuilder().setTopicName(topic).build();
        return schema(topic, ask(topic, stub -> stub.getTopic(request)).getSchemaId());
    }

    /** Whether this user may hear of the topic's events. @throws PubSubException when there is no such topic */
    public boolean maySubscribe(String topic) throws PubSubException, OrgUnreachableException {
        TopicRequest request = TopicRequest.newBuilder().setTopicName(topic).build();
        return ask(topic, stub -> stub.getTopic(request)).getCanSubscribe();
    }

    /** Asks, and once more with another session when the org does not accept the first. */
    private <T> T ask(String topic, Function<PubSubBlockingStub, T> call)
            throws PubSubException, OrgUnreachableException {
        PubSubSession session = login.session();
        try {
            return call.apply(blocking(session));
        } catch (StatusRuntimeException e) {
            PubSubException refused = PubSubException.of(topic, e);
            if (!refused.isAboutLogin()) {
                throw refused;
            }
            session = login.renew(session);
        }
        try {
            return call.apply(blocking(session));
        } catch (StatusRuntimeException e) {
            throw PubSubException.of(topic, e);
        }
    }

    private PubSubBlockingStub blocking(PubSubSession session) {
        return PubSubGrpc.newBlockingStub(channel)
                .withInterceptors(headers(session))
                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
    }

    /** Close subscriptions and publishers first. */
    @Override
    public void close() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
