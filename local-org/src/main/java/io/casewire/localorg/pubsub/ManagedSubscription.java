package io.casewire.localorg.pubsub;

import com.google.protobuf.ByteString;
import com.salesforce.eventbus.protobuf.CommitReplayRequest;
import com.salesforce.eventbus.protobuf.CommitReplayResponse;
import com.salesforce.eventbus.protobuf.ConsumerEvent;
import com.salesforce.eventbus.protobuf.Error;
import com.salesforce.eventbus.protobuf.ErrorCode;
import com.salesforce.eventbus.protobuf.ManagedFetchRequest;
import com.salesforce.eventbus.protobuf.ManagedFetchResponse;
import io.casewire.localorg.pubsub.ManagedSubscriptions.Managed;
import io.casewire.localorg.rights.Rights;
import io.casewire.localorg.store.EventLog;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One ManagedSubscribe stream: the org keeps the place, and the client says how far it got. */
final class ManagedSubscription extends ServerStream<ManagedFetchRequest, ManagedFetchResponse>
        implements EventFlow.Client {
    private final Topics topics;
    private final EventLog events;
    private final ManagedSubscriptions subscriptions;
    private final FlowFactory flows;
    private final Rights rights;
    private final RpcFaults faults;
    private final Clock clock;
    private final AtomicReference<@Nullable Managed> managed = new AtomicReference<>();
    private volatile @Nullable EventFlow flow;

    ManagedSubscription(
            Topics topics,
            EventLog events,
            ManagedSubscriptions subscriptions,
            StreamObserver<ManagedFetchResponse> client,
            FlowFactory flows,
            Rights rights,
            RpcFaults faults,
            Clock clock) {
        super(client);
        this.topics = topics;
        this.events = events;
        this.subscriptions = subscriptions;
        this.flows = flows;
        this.rights = rights;
        this.faults = faults;
        this.clock = clock;
    }

    @Override
    void handle(ManagedFetchRequest request) {
        EventFlow running = flow;
        if (running == null) {
            running = begin(request);
            flow = running;
        } else if (request.hasCommitReplayIdRequest()) {
            commit(running, request.getCommitReplayIdRequest());
        }
        if (request.getNumRequested() < 0 || (request.getNumRequested() == 0 && !request.hasCommitReplayIdRequest())) {
            throw invalid("fetch.request.events.invalid", "num_requested must be greater than zero");
        }
        if (request.getNumRequested() > 0) {
            running.request(request.getNumRequested());
        }
    }

    private EventFlow begin(ManagedFetchRequest request) {
        faults.strike("ManagedSubscribe", null, rpcId);
        if (request.hasCommitReplayIdRequest()) {
            throw invalid("fetch.request.commit.request.restricted", "The first request cannot commit");
        }
        if (!request.getAuthRefresh().isEmpty()) {
            throw invalid("fetch.request.auth.request.restricted", "The first request cannot refresh a session");
        }
        Managed found = require(request);
        Topics.Topic topic = topics.require(found.topicName(), rpcId);
        if (!subscriptions.enter(found)) {
            throw PubSubErrors.error(
                    Status.ALREADY_EXISTS,
                    "managed.subscription.already.active",
                    "Another client uses this subscription",
                    rpcId);
        }
        managed.set(found);
        return flows.start(
                topic.visible(rights),
                start(found, topic),
                this,
                () -> faults.closesStream("ManagedSubscribe", topic.name()),
                rpcId);
    }

    private Managed require(ManagedFetchRequest request) {
        String id = request.getSubscriptionId();
        String name = request.getDeveloperName();
        if (id.isEmpty() == name.isEmpty()) {
            throw invalid("id.or.developer.name.empty", "Either subscription_id or developer_name is needed");
        }
        Managed found = subscriptions.find(id.isEmpty() ? name : id);
        if (found == null) {
            throw PubSubErrors.error(
                    Status.NOT_FOUND,
                    "managed.subscription." + (id.isEmpty() ? "developer.name.not.found" : "subscription.id.not.found"),
                    "There is no such managed subscription",
                    rpcId);
        }
        if (found.isStopped()) {
            throw PubSubErrors.error(
                    Status.FAILED_PRECONDITION,
                    "managed.subscription.config.stopped",
                    "The managed subscription is stopped",
                    rpcId);
        }
        return found;
    }

    private long start(Managed found, Topics.Topic topic) {
        long committed = subscriptions.committed(found);
        String replay = found.defaultReplay();
        if (committed > 0) {
            if (events.canResumeAfter(topic.visible(rights), committed)) {
                return committed;
            }
            replay = found.errorRecoveryReplay();
        }
        return replay.equals("EARLIEST") ? 0 : events.lastReplayId();
    }

    /** A commit that is wrong is answered as such, and the stream goes on. */
    private void commit(EventFlow running, CommitReplayRequest request) {
        long started = clock.millis();
        long replayId = ReplayIds.decode(request.getReplayId());
        CommitReplayResponse.Builder answer = CommitReplayResponse.newBuilder()
                .setCommitRequestId(request.getCommitRequestId())
                .setReplayId(request.getReplayId());
        if (replayId <= 0 || replayId > events.lastReplayId()) {
            answer.setError(Error.newBuilder().setCode(ErrorCode.COMMIT).setMsg("The replay id is not valid"));
        } else {
            Managed own = managed.get();
            if (own != null) {
                subscriptions.commit(own, replayId);
            }
        }
        answer(ManagedFetchResponse.newBuilder()
                .setCommitResponse(answer.setProcessTime(clock.millis() - started))
                .setLatestReplayId(running.latest())
                .setPendingNumRequested(running.pending())
                .setRpcId(rpcId)
                .build());
    }

    private StatusRuntimeException invalid(String code, String message) {
        return PubSubErrors.error(Status.INVALID_ARGUMENT, "managed.subscription." + code, message, rpcId);
    }

    @Override
    public void send(List<ConsumerEvent> some, ByteString latest, int pending) {
        answer(ManagedFetchResponse.newBuilder()
                .addAllEvents(some)
                .setLatestReplayId(latest)
                .setPendingNumRequested(pending)
                .setRpcId(rpcId)
                .build());
    }

    @Override
    void release() {
        EventFlow running = flow;
        if (running != null) {
            running.end();
        }
        Managed own = managed.getAndSet(null);
        if (own != null) {
            subscriptions.leave(own);
        }
    }
}
