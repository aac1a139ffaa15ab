package io.casewire.benchmarks.org;

import com.google.protobuf.UnsafeByteOperations;
import com.salesforce.eventbus.protobuf.ProducerEvent;
import com.salesforce.eventbus.protobuf.PublishRequest;
import com.salesforce.eventbus.protobuf.PublishResponse;
import com.salesforce.eventbus.protobuf.PublishResult;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code load org publish}. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        description = "Publishes events over one PublishStream, 200 in a request.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the org took every event", "2:wrong arguments", "3:failed, or an event was refused"})
final class PublishLoad implements Callable<Integer> {
    private static final int EVENTS_PER_REQUEST = 200;

    @Mixin
    private OrgTarget target = new OrgTarget();

    @Option(names = "--pubsub", required = true, description = "host and port without TLS")
    private String address = "";

    @Option(names = "--events", required = true, description = "how many, in hundreds")
    private int events;

    @Option(names = "--in-flight", defaultValue = "8", description = "requests that wait for their answer")
    private int inFlight;

    @Override
    public Integer call() throws Exception {
        try (PubSub pubSub = new PubSub(address, target.login().access())) {
            String schemaId = pubSub.schemaId();
            Schema schema = pubSub.schema(schemaId);
            Answers answers = new Answers(inFlight);
            StreamObserver<PublishRequest> requests = pubSub.stub().publishStream(answers);
            for (int first = 0; first < events && !answers.hasFailed(); first += EVENTS_PER_REQUEST) {
                PublishRequest request = request(schemaId, schema, first);
                answers.window.acquire();
                requests.onNext(request);
            }
            requests.onCompleted();
            System.out.println(answers.await().toJson());
        }
        return 0;
    }

    private static PublishRequest request(String schemaId, Schema schema, int first) throws IOException {
        PublishRequest.Builder request = PublishRequest.newBuilder().setTopicName(PubSub.TOPIC);
        for (int number = first; number < first + EVENTS_PER_REQUEST; number++) {
            request.addEvents(ProducerEvent.newBuilder()
                    .setId(Integer.toString(number))
                    .setSchemaId(schemaId)
                    .setPayload(UnsafeByteOperations.unsafeWrap(PubSub.payload(schema, number))));
        }
        return request.build();
    }

    /** What came back over the stream. */
    private static final class Answers implements StreamObserver<PublishResponse> {
        private final Acknowledged acknowledged = new Acknowledged();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private final CountDownLatch ended = new CountDownLatch(1);
        private final Semaphore window;

        Answers(int inFlight) {
            window = new Semaphore(inFlight);
        }

        boolean hasFailed() {
            return failure.get() != null;
        }

        @Override
        public void onNext(PublishResponse response) {
            for (PublishResult result : response.getResultsList()) {
                if (result.hasError()) {
                    failure.compareAndSet(null, new OrgException("The org refused an event", result.getError()));
                }
            }
            acknowledged.add(response.getResultsCount());
            window.release();
        }

        @Override
        public void onError(Throwable problem) {
            failure.compareAndSet(null, problem);
            window.release(); // the sender must not wait for an answer that never comes
            ended.countDown();
        }

        @Override
        public void onCompleted() {
            ended.countDown();
        }

        Acknowledged await() throws Exception {
            ended.await();
            Throwable problem = failure.get();
            if (problem != null) {
                throw new IOException("Publishing failed: " + problem.getMessage(), problem);
            }
            return acknowledged;
        }
    }
}
