package io.casewire.salesforce.pubsub;

import com.google.protobuf.ByteString;
import com.salesforce.eventbus.protobuf.ConsumerEvent;
import com.salesforce.eventbus.protobuf.FetchRequest;
import com.salesforce.eventbus.protobuf.FetchResponse;
import com.salesforce.eventbus.protobuf.ReplayPreset;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.salesforce.OrgUnreachableException;
import io.casewire.salesforce.pubsub.SubscriptionSettings.Start;
import io.casewire.salesforce.pubsub.SubscriptionSettings.WhenLost;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic for as long as it is open. The next events are asked for when the handler has done its work, so that a
 * slow handler slows the stream and an end of any kind loses nothing.
 *
 * <p>A broken stream begins anew after a wait, at the handler's position; a refused session is renewed first.
 */
public final class Subscription implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
    /** What a handler needs to finish; whoever stops a process does not wait longer. */
    private static final Duration DRAIN = Duration.ofSeconds(1);

    private final PubSubClient client;
    private final SubscriptionSettings settings;
    private final EventHandler handler;
    private final Backoff backoff = new Backoff(ThreadLocalRandom.current());
    private final Thread thread;
    private final Object waiting = new Object();
    private volatile @Nullable Answers<FetchRequest, FetchResponse> answers;
    private volatile @Nullable Finding finding;
    private volatile @Nullable Instant heard;
    private volatile boolean closing;
    /** Set when a position was lost: where to go on instead, once. */
    private @Nullable ReplayPreset instead;

    private Subscription(PubSubClient client, SubscriptionSettings settings, EventHandler handler) {
        this.client = client;
        this.settings = settings;
        this.handler = handler;
        this.thread = new Thread(this::run, "subscription " + settings.topic());
        thread.setDaemon(true);
    }

    /** Begins to read, in a thread of its own. */
    public static Subscription start(PubSubClient client, SubscriptionSettings settings, EventHandler handler) {
        Subscription subscription = new Subscription(client, settings, handler);
        subscription.thread.start();
        return subscription;
    }

    /** When the org was last heard on this stream, be it by a keep-alive; null before the first time. */
    public @Nullable Instant heard() {
        return heard;
    }

    /** Why the stream is not running; null while it is. */
    public @Nullable Finding finding() {
        return finding;
    }

    /** Whether it still reads, or tries to. */
    public boolean isOpen() {
        return thread.isAlive();
    }

    private void run() {
        try {
            while (!closing && stream()) {
                backoff.pause(waiting, () -> closing);
            }
        } catch (InterruptedException e) {
            // It was closed, and did not come to its end in time.
        }
    }

    /** @return whether to try again */
    private boolean stream() throws InterruptedException {
        try {
            stream(client.login().session());
        } catch (PubSubException e) {
            finding = e.finding();
            return !closing && recover(e);
        } catch (OrgUnreachableException e) {
            finding = e.finding();
        }
        return true;
    }

    private void stream(PubSubSession session) throws PubSubException, OrgUnreachableException, InterruptedException {
        Answers<FetchRequest, FetchResponse> stream = new Answers<>(settings.topic());
        answers = stream;
        StreamObserver<FetchRequest> requests = client.stub(session).subscribe(stream);
        try {
            requests.onNext(first());
            while (!closing) {
                FetchResponse answer = stream.await(settings.silence());
                if (answer != null) {
                    heard = Instant.now();
                    handle(answer);
                    ask(requests, settings.batch() - answer.getPendingNumRequested());
                }
            }
        } catch (PubSubException e) {
            if (e.isAboutLogin()) {
                client.login().renew(session);
            }
            throw e;
        } finally {
            stream.cancel();
        }
    }

    private FetchRequest first() {
        FetchRequest.Builder request =
                FetchRequest.newBuilder().setTopicName(settings.topic()).setNumRequested(settings.batch());
        Position position = handler.position();
        if (instead != null) {
            request.setReplayPreset(instead);
        } else if (position != null) {
            request.setReplayPreset(ReplayPreset.CUSTOM).setReplayId(ByteString.copyFrom(position.replayId()));
        } else {
            request.setReplayPreset(settings.begin() == Start.EARLIEST ? ReplayPreset.EARLIEST : ReplayPreset.LATEST);
        }
        return request.build();
    }

    private void ask(StreamObserver<FetchRequest> requests, int wanted) {
        if (wanted > 0) {
            requests.onNext(FetchRequest.newBuilder()
                    .setTopicName(settings.topic())
                    .setNumRequested(wanted)
                    .build());
        }
    }

    private void handle(FetchResponse answer) throws PubSubException, OrgUnreachableException, InterruptedException {
        List<OrgEvent> events = new ArrayList<>(answer.getEventsCount());
        for (ConsumerEvent event : answer.getEventsList()) {
            events.add(read(event));
        }
        Position position = Position.of(answer.getLatestReplayId().toByteArray());
        try {
            handler.handle(events, position);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw PubSubException.ofHandler(settings.topic(), e);
        }
        instead = null;
        finding = null;
        backoff.reset();
    }

    private OrgEvent read(ConsumerEvent event) throws PubSubException, OrgUnreachableException {
        EventSchema schema = client.schema(settings.topic(), event.getEvent().getSchemaId());
        try {
            return new OrgEvent(
                    event.getEvent().getId(),
                    Position.of(event.getReplayId().toByteArray()),
                    schema.decode(event.getEvent().getPayload()));
        } catch (IOException e) {
            throw PubSubException.ofEvent(settings.topic(), "an event does not follow its schema.");
        }
    }

    /** @return whether to try again */
    private boolean recover(PubSubException failure) {
        LOG.warn("{}", failure.finding());
        if (failure.isAboutPosition()) {
            finding = new Finding(
                    FindingCode.ORG_POSITION_LOST, settings.topic(), "the org does not know the kept position.");
            Position position = handler.position();
            if (position != null) {
                handler.lost(position, failure);
            }
            if (settings.whenLost() == WhenLost.STOP) {
                return false;
            }
            instead = settings.whenLost() == WhenLost.EARLIEST ? ReplayPreset.EARLIEST : ReplayPreset.LATEST;
        }
        return true;
    }

    /** Lets the handler finish what it has, and asks for nothing more. */
    @Override
    public void close() {
        closing = true;
        synchronized (waiting) {
            waiting.notifyAll();
        }
        Answers<FetchRequest, FetchResponse> running = answers;
        if (running != null) {
            running.wake();
        }
        try {
            thread.join(DRAIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
