package io.casewire.localorg.pubsub;

import io.casewire.localorg.fault.Faults;
import io.casewire.localorg.http.RequestLog;
import io.casewire.localorg.limits.Allowances;
import io.casewire.localorg.oauth.Sessions;
import io.casewire.localorg.rights.RightsOf;
import io.casewire.localorg.setup.Setup;
import io.casewire.localorg.store.RecordStore;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** The Pub/Sub API on the loopback interface: without TLS, and beside it with TLS, as some clients know nothing else. */
public final class PubSubServer implements AutoCloseable {
    /** Salesforce's own limit of a request; an event has a smaller one (Pub/Sub API guide: allocations). */
    private static final int LARGEST_REQUEST = 4 << 20;

    private final List<Server> servers = new ArrayList<>();
    private final ScheduledExecutorService executor;
    private final ServerServiceDefinition service;

    public PubSubServer(
            RecordStore store,
            Sessions sessions,
            RightsOf rightsOf,
            String orgId,
            RequestLog log,
            Setup setup,
            Allowances allowances,
            Faults faults,
            Clock clock) {
        this.executor = Executors.newSingleThreadScheduledExecutor(runnable -> {
            Thread thread = new Thread(runnable, "local-org-subscriptions");
            thread.setDaemon(true);
            return thread;
        });
        PubSubService answers = new PubSubService(
                store, rightsOf, orgId, log, clock, executor, setup, allowances, new RpcFaults(faults, null));
        this.service = ServerInterceptors.intercept(answers, new SessionInterceptor(sessions, orgId));
    }

    /**
     * Starts listening; port 0 takes a free one.
     *
     * @param identity the server's certificate; null listens without TLS
     * @return the port
     */
    public int listen(int port, @Nullable TlsIdentity identity) {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .maxInboundMessageSize(LARGEST_REQUEST)
                .addService(service);
        try {
            if (identity != null) {
                builder.sslContext(GrpcSslContexts.configure(SslContextBuilder.forServer(identity.keys()))
                        .build());
            }
            Server server = builder.build().start();
            servers.add(server);
            return server.getPort();
        } catch (IOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException("Port " + port + " cannot be used: " + cause, e);
        }
    }

    @Override
    public void close() {
        servers.forEach(Server::shutdownNow);
        executor.shutdownNow();
        try {
            for (Server server : servers) {
                server.awaitTermination();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
