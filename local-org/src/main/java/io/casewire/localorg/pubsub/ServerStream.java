package io.casewire.localorg.pubsub;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * This end of a stream both sides talk on: requests come one after another, answers may come from any thread, and it ends
 * once, whoever ends it.
 *
 * @param <Q> what the client sends
 * @param <A> what it is answered
 */
abstract class ServerStream<Q, A> implements StreamObserver<Q> {
    final String rpcId = UUID.randomUUID().toString();
    private final StreamObserver<A> client;
    private final AtomicBoolean ended = new AtomicBoolean();

    ServerStream(StreamObserver<A> client) {
        this.client = client;
    }

    /** @throws StatusRuntimeException to end the stream with it */
    abstract void handle(Q request);

    /** Gives back what the stream holds. It may be called again, and from any thread. */
    abstract void release();

    @Override
    public final void onNext(Q request) {
        if (ended.get()) {
            return;
        }
        try {
            handle(request);
        } catch (StatusRuntimeException e) {
            fail(e);
        }
        if (ended.get()) {
            // It was cancelled meanwhile, perhaps before it held what there is to release.
            release();
        }
    }

    final void answer(A answer) {
        // A StreamObserver takes one call at a time.
        synchronized (client) {
            if (!ended.get()) {
                client.onNext(answer);
            }
        }
    }

    /** Ends the stream in peace. */
    public final void complete() {
        if (end()) {
            synchronized (client) {
                client.onCompleted();
            }
        }
    }

    /** Ends the stream with an error. */
    public final void fail(StatusRuntimeException error) {
        if (end()) {
            synchronized (client) {
                client.onError(error);
            }
        }
    }

    @Override
    public final void onCompleted() {
        complete();
    }

    @Override
    public final void onError(Throwable t) {
        end();
    }

    /** Ends the stream without a word, because nobody listens any more. @return whether it had not ended before */
    final boolean end() {
        boolean first = ended.compareAndSet(false, true);
        release();
        return first;
    }
}
