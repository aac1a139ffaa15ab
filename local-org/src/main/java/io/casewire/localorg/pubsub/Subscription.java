package io.casewire.localorg.pubsub;

import com.google.protobuf.ByteString;
import com.salesforce.eventbus.protobuf.ConsumerEvent;
import com.salesforce.eventbus.protobuf.FetchRequest;
import com.salesforce.eventbus.protobuf.FetchResponse;
import com.salesforce.eventbus.protobuf.ProducerEvent;
import com.salesforce.eventbus.protobuf.ReplayPreset;
import io.casewire.localorg.limits.Allowances;
import io.casewire.localorg.limits.Limit;
import io.casewire.localorg.setup.Setup;
import io.casewire.localorg.store.Event;
import io.casewire.localorg.store.EventLog;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One Subscribe stream. Requests add up to at most 100 outstanding events; each is answered as events come. While
 * events are owed and none come, an empty response keeps the stream alive and tells the client where it stands.
 */
final class Subscription implements StreamObserver<FetchRequest> {
    private static final int MOST_OUTSTANDING = 100;
    private static final int LARGEST_RESPONSE = 3 << 20;

    private final Topics topics;
    private final EventLog events;
    private final StreamObserver<FetchResponse> client;
    private final ScheduledExecutorService executor;
    private final Setup setup;
    private final Allowances allowances;
    private final RpcFaults faults;
    private final String rpcId = UUID.randomUUID().toString();
    private final Runnable onEvents = this::drainSoon;

    private @Nullable String topic;
    private @Nullable ScheduledFuture<?> keepAliveTimer;
    private @Nullable ScheduledFuture<?> idleTimer;
    private long position;
    private int outstanding;
    private boolean closed;

    Subscription(
            Topics topics,
            EventLog events,
            StreamObserver<FetchResponse> client,
            ScheduledExecutorService executor,
            Setup setup,
            Allowances allowances,
            RpcFaults faults) {
        this.topics = topics;
        this.events = events;
        this.client = client;
        this.executor = executor;
        this.setup = setup;
        this.allowances = allowances;
        this.faults = faults;
    }

    @Override
    public synchronized void onNext(FetchRequest request) {
        if (closed) {
            return;
        }
        try {
            if (topic == null) {
                begin(request);
            } else if (!request.getTopicName().isEmpty()
                    && !request.getTopicName().equals(topic)) {
                throw invalid("subscription.fetch.topic.mismatch", "The topic of a stream cannot change");
            }
            if (request.getNumRequested() <= 0) {
                throw invalid("subscription.fetch.requested.events.invalid", "num_requested must be greater than zero");
            }
            outstanding = Math.min(MOST_OUTSTANDING, outstanding + request.getNumRequested());
            closeWhenIdle();
            drain();
        } catch (StatusRuntimeException e) {
            end();
            client.onError(e);
        }
    }

    private void begin(FetchRequest request) {
        faults.strike("Subscribe", request.getTopicName(), rpcId);
        String name = topics.require(request.getTopicName(), rpcId).name();
        position = start(name, request);
        topic = name;
        events.listen(onEvents);
        int seconds = setup.settings().keepAliveSeconds();
        keepAliveTimer = executor.scheduleAtFixedRate(this::keepAlive, seconds, seconds, TimeUnit.SECONDS);
    }

    private long start(String name, FetchRequest request) {
        if (request.getReplayPreset() == ReplayPreset.EARLIEST) {
            return 0;
        } else if (request.getReplayPreset() == ReplayPreset.CUSTOM) {
            return resumeAfter(name, request.getReplayId());
        }
        return events.lastReplayId();
    }

    private long resumeAfter(String name, ByteString replayId) {
        long number = ReplayIds.decode(replayId);
        if (number < 0) {
            throw invalid("subscription.fetch.replayid.validation.failed", "The replay id is missing or not valid");
        }
        if (faults.corruptsReplayId(name) || !events.canResumeAfter(name, number)) {
            throw invalid(
                    "subscription.fetch.replayid.corrupted",
                    "The replay id was not made by this org, or its events are no longer retained");
        }
        return number;
    }

    private StatusRuntimeException invalid(String code, String message) {
        return PubSubErrors.error(Status.INVALID_ARGUMENT, code, message, rpcId);
    }

    private void drainSoon() {
        executor.execute(this::drain);
    }

    private synchronized void drain() {
        while (!closed && outstanding > 0 && topic != null) {
            List<Event> next = events.after(topic, position, outstanding);
            if (next.isEmpty()) {
                return;
            }
            send(next);
        }
    }

    private void send(List<Event> next) {
        FetchResponse.Builder response = FetchResponse.newBuilder();
        int bytes = 0;
        for (Event event : next) {
            bytes += event.payload().length;
            if (bytes > LARGEST_RESPONSE && response.getEventsCount() > 0) {
                break;
            }
            response.addEvents(consumerEvent(event));
            position = event.replayId();
        }
        if (!allowances.take(Limit.DAILY_DELIVERED_EVENTS, response.getEventsCount())) {
            end();
            client.onError(PubSubErrors.error(
                    Status.RESOURCE_EXHAUSTED,
                    "subscription.limit.exceeded",
                    "The daily event delivery limit is reached",
                    rpcId));
            return;
        }
        outstanding -= response.getEventsCount();
        respond(response);
        closeWhenIdle();
        if (faults.closesStream("Subscribe", topic)) {
            end();
            client.onCompleted();
        }
    }

    /** With nothing outstanding, the client has a while to ask for more. */
    private void closeWhenIdle() {
        if (idleTimer != null) {
            idleTimer.cancel(false);
        }
        if (outstanding == 0 && !closed) {
            idleTimer = executor.schedule(this::closeIdle, setup.settings().subscribeIdleSeconds(), TimeUnit.SECONDS);
        }
    }

    private synchronized void closeIdle() {
        if (!closed && outstanding == 0) {
            end();
            client.onCompleted();
        }
    }

    private static ConsumerEvent consumerEvent(Event event) {
        return ConsumerEvent.newBuilder()
                .setEvent(ProducerEvent.newBuilder()
                        .setId(event.uuid())
                        .setSchemaId(event.schemaId())
                        .setPayload(ByteString.copyFrom(event.payload())))
                .setReplayId(ReplayIds.encode(event.replayId()))
                .build();
    }

    private synchronized void keepAlive() {
        if (!closed && outstanding > 0) {
            respond(FetchResponse.newBuilder());
        }
    }

    private void respond(FetchResponse.Builder response) {
        client.onNext(response.setLatestReplayId(ReplayIds.encode(position))
                .setPendingNumRequested(outstanding)
                .setRpcId(rpcId)
                .build());
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
        events.stopListening(onEvents);
        if (keepAliveTimer != null) {
            keepAliveTimer.cancel(false);
        }
        if (idleTimer != null) {
            idleTimer.cancel(false);
        }
    }
}
