package io.casewire.benchmarks.org;

import com.salesforce.eventbus.protobuf.FetchRequest;
import com.salesforce.eventbus.protobuf.FetchResponse;
import com.salesforce.eventbus.protobuf.ReplayPreset;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code load org subscribe}. */
@Command(
        name = "subscribe",
        mixinStandardHelpOptions = true,
        description = {
            "Receives events that are retained, over one Subscribe stream. It asks for as many as it got,",
            "so that the org always owes it the hundred that it may."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every event came", "2:wrong arguments", "3:failed"})
final class SubscribeLoad implements Callable<Integer> {
    /** More than this the org does not owe at a time (Pub/Sub API: num_requested). */
    private static final int MOST_REQUESTED = 100;

    @Mixin
    private OrgTarget target = new OrgTarget();

    @Option(names = "--pubsub", required = true, description = "host and port without TLS")
    private String address = "";

    @Option(names = "--events", required = true, description = "how many there are")
    private int events;

    @Override
    public Integer call() throws Exception {
        try (PubSub pubSub = new PubSub(address, target.login().access())) {
            Answers answers = new Answers(events);
            pubSub.stub().subscribe(answers);
            answers.requests()
                    .onNext(FetchRequest.newBuilder()
                            .setTopicName(PubSub.TOPIC)
                            .setReplayPreset(ReplayPreset.EARLIEST)
                            .setNumRequested(MOST_REQUESTED)
                            .build());
            System.out.println(answers.await().toJson());
        }
        return 0;
    }

    /** What came, until it is enough. */
    private static final class Answers implements ClientResponseObserver<FetchRequest, FetchResponse> {
        private final Acknowledged received = new Acknowledged();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private final CountDownLatch ended = new CountDownLatch(1);
        private final int wanted;
        private @Nullable ClientCallStreamObserver<FetchRequest> requests;

        Answers(int wanted) {
            this.wanted = wanted;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<FetchRequest> stream) {
            requests = stream;
        }

        ClientCallStreamObserver<FetchRequest> requests() {
            if (requests == null) {
                throw new IllegalStateException("the stream was not started");
            }
            return requests;
        }

        @Override
        public void onNext(FetchResponse response) {
            int count = response.getEventsCount();
            received.add(count);
            if (received.total() >= wanted) {
                ended.countDown();
            } else if (count > 0) {
                requests()
                        .onNext(FetchRequest.newBuilder().setNumRequested(count).build());
            }
        }

        @Override
        public void onError(Throwable problem) {
            failure.compareAndSet(null, problem);
            ended.countDown();
        }

        @Override
        public void onCompleted() {
            ended.countDown();
        }

        Acknowledged await() throws Exception {
            ended.await();
            Throwable problem = failure.get();
            if (received.total() < wanted) {
                throw new IOException(
                        "Only " + received.total() + " events came"
                                + (problem == null ? "" : ": " + problem.getMessage()),
                        problem);
            }
            requests().onCompleted();
            return received;
        }
    }
}
