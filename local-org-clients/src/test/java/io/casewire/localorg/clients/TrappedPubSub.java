package io.casewire.localorg.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.salesforce.eventbus.protobuf.FetchRequest;
import com.salesforce.eventbus.protobuf.FetchResponse;
import com.salesforce.eventbus.protobuf.PubSubGrpc;
import com.salesforce.eventbus.protobuf.PublishRequest;
import com.salesforce.eventbus.protobuf.PublishResponse;
import com.salesforce.eventbus.protobuf.SchemaInfo;
import com.salesforce.eventbus.protobuf.SchemaRequest;
import com.salesforce.eventbus.protobuf.TopicInfo;
import com.salesforce.eventbus.protobuf.TopicRequest;
import io.casewire.localorg.LocalOrg;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;

/** The Pub/Sub API of a local org behind a proxy that makes one mistake, or none. Its TLS key is the org's own. */
final class TrappedPubSub extends PubSubGrpc.PubSubImplBase implements AutoCloseable {
    private static final Context.Key<Metadata> HEADERS = Context.key("headers");
    private static final List<Metadata.Key<String>> KEPT = List.of(
            Metadata.Key.of("accesstoken", Metadata.ASCII_STRING_MARSHALLER),
            Metadata.Key.of("instanceurl", Metadata.ASCII_STRING_MARSHALLER),
            Metadata.Key.of("tenantid", Metadata.ASCII_STRING_MARSHALLER));
    /** Guards the key of a local org, which is good for this machine only. */
    private static final char[] PASSWORD = "local-org".toCharArray();

    private final LocalOrg org;
    private final PubSubTrap trap;
    private final ManagedChannel channel;
    private final Server tls;
    private final Server plaintext;
    private final AtomicInteger struck = new AtomicInteger();

    /** What a client does, with its own assertions of how that ends. */
    @FunctionalInterface
    interface Work {
        void with(TrappedPubSub org) throws Exception;
    }

    /** The work passes on the org as it is, and fails as soon as the trap is there. */
    static void assertFallsOver(PubSubTrap trap, LocalOrg org, Work work) throws Exception {
        try (TrappedPubSub straight = new TrappedPubSub(org, null)) {
            work.with(straight);
        }
        try (TrappedPubSub trapped = new TrappedPubSub(org, trap)) {
            Throwable failure = catchThrowable(() -> work.with(trapped));
            assertThat(trapped.struck.get()).as("how often %s struck", trap).isPositive();
            assertThat(failure).as("the failure over %s", trap).isNotNull();
        }
    }

    private TrappedPubSub(LocalOrg org, PubSubTrap trap) throws Exception {
        this.org = org;
        this.trap = trap;
        this.channel = NettyChannelBuilder.forAddress("localhost", org.pubSubPort())
                .usePlaintext()
                .build();
        this.tls = server(NettyServerBuilder.forAddress(new InetSocketAddress("localhost", 0))
                .sslContext(GrpcSslContexts.configure(SslContextBuilder.forServer(keys(org)))
                        .build()));
        this.plaintext = server(NettyServerBuilder.forAddress(new InetSocketAddress("localhost", 0)));
    }

    private Server server(NettyServerBuilder builder) throws Exception {
        return builder.addService(ServerInterceptors.intercept(this, new KeepHeaders()))
                .build()
                .start();
    }

    private static KeyManagerFactory keys(LocalOrg org) throws Exception {
        Path store = org.certificate().resolveSibling("tls.p12");
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(store.toFile(), PASSWORD), PASSWORD);
        return keys;
    }

    LocalOrg org() {
        return org;
    }

    int tlsPort() {
        return tls.getPort();
    }

    int plaintextPort() {
        return plaintext.getPort();
    }

    /** Remembers who calls, to say so to the org. */
    private static final class KeepHeaders implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            Metadata kept = new Metadata();
            KEPT.forEach(key -> {
                String value = headers.get(key);
                if (value != null) {
                    kept.put(key, value);
                }
            });
            return Contexts.interceptCall(Context.current().withValue(HEADERS, kept), call, headers, next);
        }
    }

    private PubSubGrpc.PubSubStub onward() {
        return PubSubGrpc.newStub(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(HEADERS.get()));
    }

    @Override
    public void getTopic(TopicRequest request, StreamObserver<TopicInfo> client) {
        onward().getTopic(request, back(client, answer -> answer));
    }

    @Override
    public void getSchema(SchemaRequest request, StreamObserver<SchemaInfo> client) {
        onward().getSchema(request, back(client, answer -> answer));
    }

    @Override
    public void publish(PublishRequest request, StreamObserver<PublishResponse> client) {
        onward().publish(request, back(client, answer -> trap == null ? answer : trap.published(answer)));
    }

    @Override
    public StreamObserver<FetchRequest> subscribe(StreamObserver<FetchResponse> client) {
        StreamObserver<FetchRequest> org =
                onward().subscribe(back(client, answer -> trap == null ? answer : trap.fetched(answer)));
        return new StreamObserver<>() {
            @Override
            public void onNext(FetchRequest request) {
                org.onNext(struck(request, trap == null ? request : trap.ask(request)));
            }

            @Override
            public void onError(Throwable failure) {
                org.onError(failure);
            }

            @Override
            public void onCompleted() {
                org.onCompleted();
            }
        };
    }

    private <T> T struck(T before, T after) {
        if (after != before) {
            struck.incrementAndGet();
        }
        return after;
    }

    private <A> StreamObserver<A> back(StreamObserver<A> client, UnaryOperator<A> change) {
        return new StreamObserver<>() {
            @Override
            public void onNext(A answer) {
                client.onNext(struck(answer, change.apply(answer)));
            }

            @Override
            public void onError(Throwable failure) {
                client.onError(changed(failure));
            }

            @Override
            public void onCompleted() {
                client.onCompleted();
            }
        };
    }

    private Throwable changed(Throwable failure) {
        Metadata trailers = Status.trailersFromThrowable(failure);
        if (trap == null || trailers == null) {
            return failure;
        }
        Metadata changed = new Metadata();
        changed.merge(trailers);
        trap.trailers(changed);
        if (!changed.keys().equals(trailers.keys())) {
            struck.incrementAndGet();
        }
        return new StatusRuntimeException(Status.fromThrowable(failure), changed);
    }

    @Override
    public void close() {
        tls.shutdownNow();
        plaintext.shutdownNow();
        channel.shutdownNow();
    }
}
