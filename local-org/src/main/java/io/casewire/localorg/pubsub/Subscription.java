package io.casewire.localorg.pubsub;

import com.google.protobuf.ByteString;
import com.salesforce.eventbus.protobuf.ConsumerEvent;
import com.salesforce.eventbus.protobuf.FetchRequest;
import com.salesforce.eventbus.protobuf.FetchResponse;
import com.salesforce.eventbus.protobuf.ReplayPreset;
import io.casewire.localorg.rights.Rights;
import io.casewire.localorg.store.EventLog;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One Subscribe stream: the client says where it begins, and keeps its place itself. */
final class Subscription extends ServerStream<FetchRequest, FetchResponse> implements EventFlow.Client {
    private final Topics topics;
    private final EventLog events;
    private final FlowFactory flows;
    private final Rights rights;
    private final RpcFaults faults;
    private @Nullable String topic;
    private volatile @Nullable EventFlow flow;

    Subscription(
            Topics topics,
            EventLog events,
            StreamObserver<FetchResponse> client,
            FlowFactory flows,
            Rights rights,
            RpcFaults faults) {
        super(client);
        this.topics = topics;
        this.events = events;
        this.flows = flows;
        this.rights = rights;
        this.faults = faults;
    }

    @Override
    void handle(FetchRequest request) {
        EventFlow running = flow;
        if (running == null) {
            running = begin(request);
            flow = running;
        } else if (!request.getTopicName().isEmpty() && !request.getTopicName().equals(topic)) {
            throw invalid("subscription.fetch.topic.mismatch", "The topic of a stream cannot change");
        }
        if (request.getNumRequested() <= 0) {
            throw invalid("subscription.fetch.requested.events.invalid", "num_requested must be greater than zero");
        }
        running.request(request.getNumRequested());
    }

    private EventFlow begin(FetchRequest request) {
        faults.strike("Subscribe", request.getTopicName(), rpcId);
        Topics.Topic found = topics.require(request.getTopicName(), rpcId);
        topic = request.getTopicName();
        return flows.start(
                found.visible(rights),
                start(found, request),
                this,
                () -> faults.closesStream("Subscribe", found.name()),
                rpcId);
    }

    private long start(Topics.Topic found, FetchRequest request) {
        if (request.getReplayPreset() == ReplayPreset.EARLIEST) {
            return 0;
        } else if (request.getReplayPreset() == ReplayPreset.CUSTOM) {
            return resumeAfter(found, request.getReplayId());
        }
        return events.lastReplayId();
    }

    private long resumeAfter(Topics.Topic found, ByteString replayId) {
        long number = ReplayIds.decode(replayId);
        if (number < 0) {
            throw invalid("subscription.fetch.replayid.validation.failed", "The replay id is missing or not valid");
        }
        if (faults.corruptsReplayId(found.name()) || !events.canResumeAfter(found.visible(rights), number)) {
            throw invalid(
                    "subscription.fetch.replayid.corrupted",
                    "The replay id was not made by this org, or its events are no longer retained");
        }
        return number;
    }

    private StatusRuntimeException invalid(String code, String message) {
        return PubSubErrors.error(Status.INVALID_ARGUMENT, code, message, rpcId);
    }

    @Override
    public void send(List<ConsumerEvent> some, ByteString latest, int pending) {
        answer(FetchResponse.newBuilder()
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
    }
}
