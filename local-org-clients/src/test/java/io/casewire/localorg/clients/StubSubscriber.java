package io.casewire.localorg.clients;

import com.salesforce.eventbus.protobuf.FetchRequest;
import com.salesforce.eventbus.protobuf.FetchResponse;
import com.salesforce.eventbus.protobuf.ReplayPreset;
import io.grpc.stub.StreamObserver;

/** One subscription from the beginning, on the plain stubs. */
record StubSubscriber(Stubs stubs, Answers<FetchResponse> answers, StreamObserver<FetchRequest> requests)
        implements AutoCloseable {
    static StubSubscriber of(Stubs stubs) {
        Answers<FetchResponse> answers = new Answers<>();
        return new StubSubscriber(stubs, answers, stubs.async().subscribe(answers));
    }

    static StubSubscriber of(TrappedPubSub org) {
        return of(Stubs.of(org.org(), org.plaintextPort()));
    }

    /** To {@code Signal__e}. */
    StubSubscriber begin(int wanted) {
        return begin("/event/Signal__e", wanted);
    }

    StubSubscriber begin(String topic, int wanted) {
        requests.onNext(FetchRequest.newBuilder()
                .setTopicName(topic)
                .setReplayPreset(ReplayPreset.EARLIEST)
                .setNumRequested(wanted)
                .build());
        return this;
    }

    StubSubscriber more(int wanted) {
        requests.onNext(FetchRequest.newBuilder().setNumRequested(wanted).build());
        return this;
    }

    int events() {
        return answers.all().stream().mapToInt(FetchResponse::getEventsCount).sum();
    }

    FetchResponse last() {
        return answers.last();
    }

    @Override
    public void close() {
        stubs.close();
    }
}
