package io.casewire.localorg.clients;

import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What came over a stream. */
final class Answers<A> implements StreamObserver<A> {
    private final List<A> all = new CopyOnWriteArrayList<>();

    List<A> all() {
        return all;
    }

    A last() {
        return all.get(all.size() - 1);
    }

    @Override
    public void onNext(A answer) {
        all.add(answer);
    }

    @Override
    public void onError(Throwable failure) {
        // Who waits for an answer sees that none comes.
    }

    @Override
    public void onCompleted() {
        // as above
    }
}
