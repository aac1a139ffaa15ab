package io.casewire.salesforce.pubsub;

import com.salesforce.eventbus.protobuf.FetchRequest;
import com.salesforce.eventbus.protobuf.FetchResponse;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * Asks for events a little ahead of whoever handles them, so that those that came meanwhile are handled together, and no
 * further: a slow handler slows the stream. One for each stream.
 */
final class Demand {
    /** How many events may wait to be handled. */
    static final int AHEAD = 2_000;

    private final String topic;
    private final int batch;
    private @Nullable StreamObserver<FetchRequest> requests;
    /** What the org still owes; it treats more than it allows as what it allows. */
    private int owed;

    private int waiting;

    Demand(String topic, int batch) {
        this.topic = topic;
        this.batch = batch;
    }

    synchronized void begin(StreamObserver<FetchRequest> stream, FetchRequest.Builder first) {
        requests = stream;
        owed = batch;
        stream.onNext(first.setTopicName(topic).setNumRequested(batch).build());
    }

    synchronized void arrived(FetchResponse answer) {
        owed = answer.getPendingNumRequested();
        waiting += answer.getEventsCount();
        ask();
    }

    synchronized void handled(int events) {
        waiting -= events;
        ask();
    }

    private void ask() {
        int more = Math.min(batch, AHEAD - waiting) - owed;
        if (more > 0 && requests != null) {
            requests.onNext(FetchRequest.newBuilder()
                    .setTopicName(topic)
                    .setNumRequested(more)
                    .build());
            owed += more;
        }
    }
}
