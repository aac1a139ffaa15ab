package io.casewire.salesforce.pubsub;

import com.google.protobuf.ByteString;
import com.salesforce.eventbus.protobuf.ConsumerEvent;
import com.salesforce.eventbus.protobuf.FetchRequest;
import com.salesforce.eventbus.protobuf.FetchResponse;
import com.salesforce.eventbus.protobuf.ReplayPreset;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.salesforce.OrgUnreachableException;
import io.casewire.salesforce.pubsub.Answers.Arrived;
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
 * Reads a topic for as long as it is open. What arrives while the handler works is handled together next; a slow handler
 * slows the stream, and an end of any kind loses nothing.
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
    /** That the org does not know the position, until the stream has gone on elsewhere. */
    private @Nullable PubSubException lost;

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
        } catch (RuntimeException e) {
            // A thread that died would be missed by nobody.
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("topic", settings.topic())
                    .log("Reading events failed unexpectedly, again");
            finding = PubSubException.ofHandler(settings.topic(), e).finding();
        }
        return true;
    }

    private void stream(PubSubSession session) throws PubSubException, OrgUnreachableException, InterruptedException {
        Demand demand = new Demand(settings.topic(), settings.batch());
        Answers<FetchRequest, FetchResponse> stream = new Answers<>(settings.topic(), demand::arrived);
        answers = stream;
        StreamObserver<FetchRequest> requests = client.stub(session).subscribe(stream);
        try {
            demand.begin(requests, first());
            if (lost != null) {
                tellOf(lost);
            }
            while (!closing) {
                List<Arrived<FetchResponse>> arrived = stream.await(settings.silence());
                if (!arrived.isEmpty()) {
                    heard = arrived.get(arrived.size() - 1).at();
                    demand.handled(handle(arrived));
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

    private FetchRequest.Builder first() {
        FetchRequest.Builder request = FetchRequest.newBuilder();
        Position position = handler.position();
        if (lost != null) {
            request.setReplayPreset(
                    settings.whenLost() == WhenLost.EARLIEST ? ReplayPreset.EARLIEST : ReplayPreset.LATEST);
        } else if (position != null) {
            request.setReplayPreset(ReplayPreset.CUSTOM).setReplayId(ByteString.copyFrom(position.replayId()));
        } else {
            request.setReplayPreset(settings.begin() == Start.EARLIEST ? ReplayPreset.EARLIEST : ReplayPreset.LATEST);
        }
        return request;
    }

    /** @return how many events were handled */
    private int handle(List<Arrived<FetchResponse>> arrived)
            throws PubSubException, OrgUnreachableException, InterruptedException {
        List<OrgEvent> events = new ArrayList<>();
        for (Arrived<FetchResponse> answer : arrived) {
            for (ConsumerEvent event : answer.answer().getEventsList()) {
                events.add(read(event));
            }
        }
        Position position = Position.of(
                arrived.get(arrived.size() - 1).answer().getLatestReplayId().toByteArray());
        byHandler(() -> handler.handle(events, position, arrived.get(0).at()));
        lost = null;
        finding = null;
        backoff.reset();
        return events.size();
    }

    /** The stream begins anew elsewhere; only now, so that nothing falls between what is looked for and what comes. */
    private void tellOf(PubSubException reason) throws PubSubException, InterruptedException {
        Position position = handler.position();
        if (position != null) {
            byHandler(() -> handler.lost(position, reason));
        }
    }

    private interface Handling {
        void run() throws Exception;
    }

    private void byHandler(Handling handling) throws PubSubException, InterruptedException {
        try {
            handling.run();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw PubSubException.ofHandler(settings.topic(), e);
        }
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
            if (settings.whenLost() == WhenLost.STOP) {
                return false;
            }
            lost = failure;
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
