package io.casewire.localorg.pubsub;

import com.salesforce.eventbus.protobuf.PublishRequest;
import com.salesforce.eventbus.protobuf.PublishResponse;
import io.casewire.localorg.fault.Fault.Kind;
import io.casewire.localorg.oauth.Session;
import io.casewire.localorg.setup.Setup;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One PublishStream: requests of one topic, each answered in order. A stream without a request for a while is closed. */
final class PublishStream extends ServerStream<PublishRequest, PublishResponse> {
    private static final String RPC = "PublishStream";

    private final Session session;
    private final Publisher publisher;
    private final RpcFaults faults;
    private final Setup setup;
    private final ScheduledExecutorService executor;
    private @Nullable String topic;
    private @Nullable ScheduledFuture<?> sweeper;

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
        super(client);
        this.session = session;
        this.publisher = publisher;
        this.faults = faults.of(session);
        this.setup = setup;
        this.executor = executor;
        sweepLater();
    }

    @Override
    void handle(PublishRequest request) {
        sweepLater();
        PublishRequest whole = withTopic(request);
        faults.strike(RPC, topic, rpcId);
        faults.drop(Kind.DROP_BEFORE_COMMIT, RPC, topic);
        PublishResponse response = publisher.publish(session, whole, rpcId);
        faults.drop(Kind.DROP_AFTER_COMMIT, RPC, topic);
        answer(response);
        if (faults.closesStream(RPC, topic)) {
            complete();
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

    private synchronized void sweepLater() {
        if (sweeper != null) {
            sweeper.cancel(false);
        }
        sweeper = executor.schedule(this::sweep, setup.settings().publishIdleSeconds(), TimeUnit.SECONDS);
    }

    private void sweep() {
        fail(PubSubErrors.error(
                Status.UNAVAILABLE,
                "publish.stream.sweeper.timeout",
                "No request came within " + setup.settings().publishIdleSeconds() + " s",
                rpcId));
    }

    @Override
    synchronized void release() {
        if (sweeper != null) {
            sweeper.cancel(false);
        }
    }
}
