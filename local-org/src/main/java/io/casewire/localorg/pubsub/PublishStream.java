package io.casewire.localorg.pubsub;

import com.salesforce.eventbus.protobuf.PublishRequest;
import com.salesforce.eventbus.protobuf.PublishResponse;
import io.casewire.localorg.oauth.Session;
import io.casewire.localorg.setup.Setup;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One PublishStream: requests of one topic, each answered in order. A stream without a request for a while is closed. */
final class PublishStream implements StreamObserver<PublishRequest> {
    private final StreamObserver<PublishResponse> client;
    private final Session session;
    private final Publisher publisher;
    private final RpcFaults faults;
    private final Setup setup;
    private final ScheduledExecutorService executor;
    private final String rpcId = UUID.randomUUID().toString();
    private @Nullable String topic;
    private @Nullable ScheduledFuture<?> sweeper;
    private boolean closed;

    /** Publishes one request. */
    @FunctionalInterface
    interface Publisher {
        PublishResponse publish(Session session, PublishRequest request, String rpcId);
    }

    PublishStream(
            StreamObserver<PublishResponse> client,
            Session session,
            Publisher publisher,
            RpcFaults faults,
            Setup setup,
            ScheduledExecutorService executor) {
        this.client = client;
        this.session = session;
        this.publisher = publisher;
        this.faults = faults.of(session);
        this.setup = setup;
        this.executor = executor;
        sweepLater();
    }

    @Override
    public synchronized void onNext(PublishRequest request) {
        if (closed) {
            return;
        }
        sweepLater();
        try {
            faults.strike("PublishStream", topic != null ? topic : request.getTopicName(), rpcId);
            client.onNext(publisher.publish(session, withTopic(request), rpcId));
            if (faults.closesStream("PublishStream", topic)) {
                end();
                client.onCompleted();
            }
        } catch (StatusRuntimeException e) {
            end();
            client.onError(e);
        }
    }

    /** Later requests may leave the topic out, but not change it. */
    private PublishRequest withTopic(PublishRequest request) {
        String given = request.getTopicName();
        if (topic == null) {
            topic = given;
        } else if (!given.isEmpty() && !given.equals(topic)) {
            throw PubSubErrors.error(
                    Status.INVALID_ARGUMENT, "publish.topic.mismatch", "The topic of a stream cannot change", rpcId);
        }
        return given.isEmpty() ? request.toBuilder().setTopicName(topic).build() : request;
    }

    private void sweepLater() {
        if (sweeper != null) {
            sweeper.cancel(false);
        }
        sweeper = executor.schedule(this::sweep, setup.settings().publishIdleSeconds(), TimeUnit.SECONDS);
    }

    private synchronized void sweep() {
        if (!closed) {
            end();
            client.onError(PubSubErrors.error(
                    Status.UNAVAILABLE,
                    "publish.stream.sweeper.timeout",
                    "No request came within " + setup.settings().publishIdleSeconds() + " s",
                    rpcId));
        }
    }

    @Override
    public void onError(Throwable t) {
        end();
    }

    @Override
    public synchronized void onCompleted() {
        if (!closed) {
            end();
            client.onCompleted();
        }
    }

    synchronized void end() {
        closed = true;
        if (sweeper != null) {
            sweeper.cancel(false);
        }
    }
}
