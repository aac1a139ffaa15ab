package io.casewire.salesforce.pubsub;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The answers of one stream, for a thread that waits for them. */
final class Answers<Q, A> implements ClientResponseObserver<Q, A> {
    private final String topic;
    private final Consumer<A> arrived;
    private final BlockingQueue<Next<A>> queue = new LinkedBlockingQueue<>();
    private volatile @Nullable ClientCallStreamObserver<Q> call;

    /** An answer, the end, or neither: somebody wants the waiting thread to look up. */
    private record Next<A>(@Nullable Arrived<A> answer, @Nullable PubSubException end) {}

    /** @param at when it came in */
    record Arrived<A>(A answer, Instant at) {}

    /** @param arrived told of every answer at once, on a thread of gRPC's */
    Answers(String topic, Consumer<A> arrived) {
        this.topic = topic;
        this.arrived = arrived;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> requests) {
        call = requests;
    }

    @Override
    public void onNext(A answer) {
        queue.add(new Next<>(new Arrived<>(answer, Instant.now()), null));
        arrived.accept(answer);
    }

    @Override
    public void onError(Throwable failure) {
        queue.add(new Next<>(null, PubSubException.of(topic, failure)));
    }

    @Override
    public void onCompleted() {
        queue.add(new Next<>(null, PubSubException.closed(topic)));
    }

    void wake() {
        queue.add(new Next<>(null, null));
    }

    /**
     * Waits for an answer.
     *
     * @return all answers that are there; none when {@link #wake} was called
     * @throws PubSubException when the stream has ended, or was silent for too long
     */
    List<Arrived<A>> await(Duration silence) throws PubSubException, InterruptedException {
        List<Arrived<A>> answers = new ArrayList<>();
        Next<A> next = queue.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            throw PubSubException.silent(topic);
        }
        while (next != null && next.answer != null) {
            answers.add(next.answer);
            next = queue.peek() == null || queue.peek().end != null ? null : queue.poll();
        }
        if (next != null && next.end != null) {
            throw next.end;
        }
        return answers;
    }

    void cancel() {
        ClientCallStreamObserver<Q> started = call;
        if (started != null) {
            started.cancel("done", null);
        }
    }
}
