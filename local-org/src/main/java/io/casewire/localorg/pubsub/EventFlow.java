package io.casewire.localorg.pubsub;

import com.google.protobuf.ByteString;
import com.salesforce.eventbus.protobuf.ConsumerEvent;
import com.salesforce.eventbus.protobuf.ProducerEvent;
import io.casewire.localorg.limits.Allowances;
import io.casewire.localorg.limits.Limit;
import io.casewire.localorg.setup.Setup;
import io.casewire.localorg.store.Event;
import io.casewire.localorg.store.EventLog;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What both kinds of subscription do: requests add up to at most 100 outstanding events, which are handed out as they come.
 * While events are owed and none come, an empty answer keeps the stream alive and tells where it stands; with nothing
 * outstanding for a while, the stream ends.
 */
final class EventFlow {
    private static final int MOST_OUTSTANDING = 100;
    private static final int LARGEST_RESPONSE = 3 << 20;

    private final EventLog events;
    private final List<String> topics;
    private final Client client;
    private final ScheduledExecutorService executor;
    private final Setup setup;
    private final Allowances allowances;
    private final BooleanSupplier closes;
    private final String rpcId;
    private final Runnable onEvents = this::drainSoon;
    private final ScheduledFuture<?> keepAliveTimer;
    private @Nullable ScheduledFuture<?> idleTimer;
    private long position;
    private int outstanding;
    private boolean closed;

    /** The other end of the stream. */
    interface Client {
        /** @param latest where the stream stands, also when there are no events */
        void send(List<ConsumerEvent> some, ByteString latest, int pending);

        void complete();

        void fail(StatusRuntimeException error);
    }

    /**
     * Listens to the topics; nothing is handed out before the first {@link #request}.
     *
     * @param position the replay id after which it begins
     * @param closes asked after each answer, whether the stream is to end
     */
    EventFlow(
            EventLog events,
            List<String> topics,
            long position,
            Client client,
            ScheduledExecutorService executor,
            Setup setup,
            Allowances allowances,
            BooleanSupplier closes,
            String rpcId) {
        this.events = events;
        this.topics = topics;
        this.position = position;
        this.client = client;
        this.executor = executor;
        this.setup = setup;
        this.allowances = allowances;
        this.closes = closes;
        this.rpcId = rpcId;
        int seconds = setup.settings().keepAliveSeconds();
        this.keepAliveTimer = executor.scheduleAtFixedRate(this::keepAlive, seconds, seconds, TimeUnit.SECONDS);
        events.listen(onEvents);
    }

    synchronized void request(int more) {
        outstanding = Math.min(MOST_OUTSTANDING, outstanding + more);
        closeWhenIdle();
        drain();
    }

    int pending() {
        return outstanding;
    }

    ByteString latest() {
        return ReplayIds.encode(position);
    }

    private void drainSoon() {
        executor.execute(this::drain);
    }

    private synchronized void drain() {
        while (!closed && outstanding > 0) {
            List<Event> next = events.after(topics, position, outstanding);
            if (next.isEmpty()) {
                return;
            }
            send(next);
        }
    }

    private void send(List<Event> next) {
        List<ConsumerEvent> some = new ArrayList<>();
        long last = position;
        int bytes = 0;
        for (Event event : next) {
            bytes += event.payload().length;
            if (bytes > LARGEST_RESPONSE && !some.isEmpty()) {
                break;
            }
            some.add(consumerEvent(event));
            last = event.replayId();
        }
        if (!allowances.take(Limit.DAILY_DELIVERED_EVENTS, some.size())) {
            end();
            client.fail(PubSubErrors.error(
                    Status.RESOURCE_EXHAUSTED,
                    "subscription.limit.exceeded",
                    "The daily event delivery limit is reached",
                    rpcId));
            return;
        }
        position = last;
        outstanding -= some.size();
        client.send(some, latest(), outstanding);
        closeWhenIdle();
        if (closes.getAsBoolean()) {
            end();
            client.complete();
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
            client.send(List.of(), latest(), outstanding);
        }
    }

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
            client.complete();
        }
    }

    synchronized void end() {
        closed = true;
        events.stopListening(onEvents);
        keepAliveTimer.cancel(false);
        if (idleTimer != null) {
            idleTimer.cancel(false);
        }
    }
}
