package io.casewire.localorg.pubsub;

import io.casewire.localorg.http.RequestLog;
import io.casewire.localorg.oauth.Sessions;
import io.casewire.localorg.store.RecordStore;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** The Pub/Sub API on the loopback interface, without TLS. */
public final class PubSubServer implements AutoCloseable {
    private final Server server;
    private final ScheduledExecutorService executor;

    private PubSubServer(Server server, ScheduledExecutorService executor) {
        this.server = server;
        this.executor = executor;
    }

    /**
     * Starts listening; port 0 takes a free one.
     *
     * @param keepAlive how long a subscription that is owed events stays silent; Salesforce answers within 270 seconds
     */
    public static PubSubServer start(
            int port,
            RecordStore store,
            Sessions sessions,
            String orgId,
            RequestLog log,
            Clock clock,
            Duration keepAlive) {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(runnable -> {
            Thread thread = new Thread(runnable, "local-org-subscriptions");
            thread.setDaemon(true);
            return thread;
        });
        PubSubService service = new PubSubService(store, orgId, log, clock, executor, keepAlive);
        try {
            Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .addService(ServerInterceptors.intercept(service, new SessionInterceptor(sessions, orgId)))
                    .build()
                    .start();
            return new PubSubServer(server, executor);
        } catch (IOException e) {
            executor.shutdownNow();
            throw new IllegalStateException("Port " + port + " cannot be used: " + e.getCause(), e);
        }
    }

    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
        executor.shutdownNow();
        try {
            server.awaitTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
