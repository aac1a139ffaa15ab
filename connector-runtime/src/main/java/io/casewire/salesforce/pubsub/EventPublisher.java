package io.casewire.salesforce.pubsub;

import com.google.protobuf.ByteString;
import com.salesforce.eventbus.protobuf.ProducerEvent;
import com.salesforce.eventbus.protobuf.PublishRequest;
import com.salesforce.eventbus.protobuf.PublishResponse;
import com.salesforce.eventbus.protobuf.PublishResult;
import io.casewire.model.Finding;
import io.casewire.salesforce.OrgUnreachableException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes events of one topic over one stream, each with an answer of its own.
 *
 * <p>Events whose answer was lost with a stream are sent again with the same uuid, here or by whoever gets them back: the
 * org may then hold an event twice, and whoever reads it knows by the uuid. Up to {@link #WINDOW} events are on their way;
 * who publishes more waits.
 */
public final class EventPublisher implements AutoCloseable {
    /** How many events may be on their way. */
    public static final int WINDOW = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(EventPublisher.class);
    /** Salesforce's advice is 200 events and 3 MB a request (Pub/Sub API guide); one event may have 1 MB. */
    private static final int MOST_IN_REQUEST = 200;

    private static final int LARGEST_REQUEST = 2 * 1024 * 1024;
    /** Whether an event may leave was asked so long ago at most, where that matters. */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

    private static final Duration DRAIN = Duration.ofSeconds(30);
    /** Within it every request is answered; a stream that owes an answer longer than that is given up. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    /** What becomes of events whose answer was lost with a stream. */
    public enum Unanswered {
        /** They are sent again, until the org answers. */
        SENT_AGAIN,
        /** They are given back, for whoever knows whether they may be sent again; likewise what could not leave at once. */
        GIVEN_BACK
    }

    private final PubSubClient client;
    private final String topic;
    private final Unanswered unanswered;
    private final Backoff backoff = new Backoff(ThreadLocalRandom.current());
    private final Thread thread;

    /** All below is guarded by this. */
    private final Object lock = new Object();

    private final Deque<Sending> waiting = new ArrayDeque<>();
    /** Sent, in their order, by uuid. */
    private final Map<String, Sending> sent = new LinkedHashMap<>();

    private @Nullable Results current;
    private @Nullable PubSubException streamEnd;
    private boolean closing;
    /** When the stream last answered, or had nothing to answer; as {@link System#nanoTime}. */
    private long answered;

    private @Nullable Finding finding;
    /** Why nothing is tried at the moment; null while something is. */
    private @Nullable Finding pausing;

    /** @param since as {@link System#nanoTime} */
    private record Sending(String uuid, Map<String, ?> fields, CompletableFuture<Position> answer, long since) {}

    private EventPublisher(PubSubClient client, String topic, Unanswered unanswered) {
        this.client = client;
        this.topic = topic;
        this.unanswered = unanswered;
        this.thread = new Thread(this::run, "publisher " + topic);
    }

    /** Connects when the first event comes. */
    public static EventPublisher start(PubSubClient client, String topic) {
        return start(client, topic, Unanswered.SENT_AGAIN);
    }

    /** Connects when the first event comes. */
    public static EventPublisher start(PubSubClient client, String topic, Unanswered unanswered) {
        EventPublisher publisher = new EventPublisher(client, topic, unanswered);
        publisher.thread.start();
        return publisher;
    }

    /**
     * Sends an event; waits while too many are on their way.
     *
     * @param uuid to know it by; one that is on its way already has to be another event
     * @return where the event stands in the stream; or a {@link PubSubException} when the org refuses this event for good
     */
    public CompletableFuture<Position> publish(String uuid, Map<String, ?> fields) throws InterruptedException {
        Sending sending = new Sending(uuid, fields, new CompletableFuture<>(), System.nanoTime());
        synchronized (lock) {
            if (pausing != null && unanswered == Unanswered.GIVEN_BACK) {
                sending.answer.completeExceptionally(PubSubException.notSent(pausing));
                return sending.answer;
            }
            while (!closing && waiting.size() + sent.size() >= WINDOW) {
                lock.wait();
            }
            if (closing) {
                throw new IllegalStateException("the publisher of " + topic + " is closed");
            }
            waiting.add(sending);
            lock.notifyAll();
        }
        return sending.answer;
    }

    /** Why events are not getting through; null while they are. */
    public @Nullable Finding finding() {
        synchronized (lock) {
            return finding;
        }
    }

    private void run() {
        try {
            while (awaitWork()) {
                try {
                    stream(client.login().session());
                } catch (PubSubException e) {
                    failed(e.finding());
                } catch (OrgUnreachableException e) {
                    failed(e.finding());
                } catch (RuntimeException e) {
                    // Such as a schema nobody can read: the thread has to live on, or events would wait for ever.
                    LOG.warn("{}: publishing failed", topic, e);
                    sendAgain();
                    failed(PubSubException.ofHandler(topic, e).finding());
                }
            }
        } catch (InterruptedException e) {
            // It was closed, and did not come to its end in time.
        }
    }

    /** @return false when there is nothing to do and never will be */
    private boolean awaitWork() throws InterruptedException {
        synchronized (lock) {
            while (waiting.isEmpty() && !closing) {
                lock.wait();
            }
            // A publisher that closes tries no longer than things go well.
            return !waiting.isEmpty() && !(closing && finding != null);
        }
    }

    private void failed(Finding why) throws InterruptedException {
        LOG.warn("{}", why);
        synchronized (lock) {
            finding = why;
            pausing = why;
        }
        if (unanswered == Unanswered.GIVEN_BACK) {
            giveBack(PubSubException.notSent(why));
        }
        backoff.pause(lock, () -> closing);
        synchronized (lock) {
            pausing = null;
        }
    }

    private void stream(PubSubSession session) throws PubSubException, OrgUnreachableException, InterruptedException {
        EventSchema schema = client.currentSchema(topic);
        Results results = new Results();
        synchronized (lock) {
            streamEnd = null;
            current = results;
        }
        StreamObserver<PublishRequest> requests = client.stub(session).publishStream(results);
        try {
            for (PublishRequest next = next(schema, session); next != null; next = next(schema, session)) {
                requests.onNext(next);
            }
            requests.onCompleted();
        } catch (PubSubException e) {
            requests.onError(e);
            sendAgain();
            if (e.isAboutLogin()) {
                client.login().renew(session);
            }
            throw e;
        }
    }

    /** The next request; waits for one. Null when the stream has ended and owes nothing, or all work is done. */
    private @Nullable PublishRequest next(EventSchema schema, PubSubSession session)
            throws PubSubException, InterruptedException {
        synchronized (lock) {
            PublishRequest.Builder request = PublishRequest.newBuilder().setTopicName(topic);
            while (request.getEventsCount() == 0) {
                awaitEvents();
                if (streamEnd != null && !sent.isEmpty()) {
                    throw streamEnd;
                } else if (streamEnd != null || waiting.isEmpty()) {
                    return null;
                }
                add(request, schema, session);
            }
            return request.build();
        }
    }

    private void awaitEvents() throws PubSubException, InterruptedException {
        while (streamEnd == null && waiting.isEmpty() && !(closing && sent.isEmpty())) {
            long left = answered + SILENCE.toNanos() - System.nanoTime();
            if (!sent.isEmpty() && left <= 0) {
                throw PubSubException.silent(topic);
            }
            TimeUnit.NANOSECONDS.timedWait(lock, sent.isEmpty() ? SILENCE.toNanos() : left);
        }
    }

    private void add(PublishRequest.Builder request, EventSchema schema, PubSubSession session) {
        int bytes = 0;
        if (sent.isEmpty()) {
            answered = System.nanoTime();
        }
        while (!waiting.isEmpty() && request.getEventsCount() < MOST_IN_REQUEST && bytes < LARGEST_REQUEST) {
            Sending sending = waiting.remove();
            if (unanswered == Unanswered.GIVEN_BACK && System.nanoTime() - sending.since > LONGEST_WAIT.toNanos()) {
                refuse(sending, PubSubException.silent(topic));
                continue;
            }
            try {
                ByteString payload = schema.encode(sending.fields, Instant.now(), session.userId());
                request.addEvents(ProducerEvent.newBuilder()
                        .setId(sending.uuid)
                        .setSchemaId(schema.id())
                        .setPayload(payload));
                bytes += payload.size();
                sent.put(sending.uuid, sending);
            } catch (IllegalArgumentException e) {
                refuse(sending, PubSubException.ofEvent(topic, String.valueOf(e.getMessage())));
            }
        }
    }

    /** On another thread: what is done with it may publish again, which needs the lock. */
    private void refuse(Sending sending, PubSubException why) {
        ForkJoinPool.commonPool().execute(() -> sending.answer.completeExceptionally(why));
        lock.notifyAll();
    }

    /** What was sent without an answer goes first, in its order. */
    private void sendAgain() {
        synchronized (lock) {
            List<Sending> unanswered = new ArrayList<>(sent.values());
            sent.clear();
            Collections.reverse(unanswered);
            unanswered.forEach(waiting::addFirst);
        }
    }

    /** Waits until every event has its answer, or sending fails, for at most half a minute. */
    @Override
    public void close() {
        synchronized (lock) {
            closing = true;
            lock.notifyAll();
        }
        try {
            thread.join(DRAIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
        giveBack(PubSubException.silent(topic));
    }

    /** Outside of the lock: what is done with it may publish again. */
    private void giveBack(PubSubException why) {
        List<Sending> left = new ArrayList<>();
        synchronized (lock) {
            left.addAll(sent.values());
            left.addAll(waiting);
            sent.clear();
            waiting.clear();
            lock.notifyAll();
        }
        left.forEach(sending -> sending.answer.completeExceptionally(why));
    }

    /** The answers of one stream, on a thread of gRPC's. */
    private final class Results implements StreamObserver<PublishResponse> {
        @Override
        public void onNext(PublishResponse response) {
            Map<Sending, PublishResult> results = new LinkedHashMap<>();
            synchronized (lock) {
                for (PublishResult result : response.getResultsList()) {
                    Sending sending = sent.remove(result.getCorrelationKey());
                    if (sending != null) {
                        results.put(sending, result);
                    }
                }
                answered = System.nanoTime();
                finding = null;
                backoff.reset();
                lock.notifyAll();
            }
            // Outside of the lock: what is done with an answer may publish again.
            results.forEach(EventPublisher.this::answer);
        }

        @Override
        public void onError(Throwable failure) {
            end(PubSubException.of(topic, failure));
        }

        @Override
        public void onCompleted() {
            end(PubSubException.closed(topic));
        }

        private void end(PubSubException why) {
            synchronized (lock) {
                // The end of an earlier stream may be told late.
                streamEnd = current == this ? why : streamEnd;
                lock.notifyAll();
            }
        }
    }

    private void answer(Sending sending, PublishResult result) {
        if (result.hasError()) {
            // The org's words may quote the event.
            String what = "the org refuses an event (" + result.getError().getCode() + ").";
            sending.answer.completeExceptionally(PubSubException.ofEvent(topic, what));
        } else {
            sending.answer.complete(Position.of(result.getReplayId().toByteArray()));
        }
    }
}
