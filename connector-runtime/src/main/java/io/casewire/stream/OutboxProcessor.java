package io.casewire.stream;

import io.casewire.delivery.Allowance;
import io.casewire.delivery.Call;
import io.casewire.delivery.JobReceipt;
import io.casewire.delivery.Outbox;
import io.casewire.delivery.OutboxSettings;
import io.casewire.delivery.OutboxStatus;
import io.casewire.delivery.Receipt;
import io.casewire.mapping.Write;
import io.casewire.model.Brake;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Feeds writes, receipts, jobs, allowances and brakes to the {@link Outbox} and forwards the calls it plans. */
final class OutboxProcessor implements Processor<String, byte[], String, byte[]> {
    private static final Duration LOOK_AT_THE_CLOCK = Duration.ofMillis(20);

    /** A full round over a million records takes three hours: they are kept for days. */
    private static final Duration FORGET = Duration.ofSeconds(10);

    private static final int FORGET_AT_ONCE = 1_000;
    private static final long PAUSE_MILLIS = 5;
    private static final long TELL_MILLIS = 250;

    private final String receipts;
    private final String jobs;
    private final String allowances;
    private final String brakes;
    private final OutboxSettings settings;
    private final MeterRegistry meters;
    private final Consumer<OutboxStatus> status;
    private ProcessorContext<String, byte[]> context;
    private CommitPace commits;
    private Outbox outbox;
    private long plannedAt;
    private long toldAt;
    private @Nullable Cancellable looking;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    OutboxProcessor(Topics topics, OutboxSettings settings, MeterRegistry meters, Consumer<OutboxStatus> status) {
        this.receipts = topics.receipts().name();
        this.jobs = topics.jobs().name();
        this.allowances = topics.allowances().name();
        this.brakes = topics.brakes().name();
        this.settings = settings;
        this.meters = meters;
        this.status = status;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> processorContext) {
        context = processorContext;
        commits = new CommitPace(context);
        OutboxStore store = new OutboxStore(
                context.getStateStore(OutboxTopology.ENTRIES),
                context.getStateStore(OutboxTopology.BUDGET),
                context.getStateStore(OutboxTopology.BRAKES),
                context.getStateStore(OutboxTopology.JOBS));
        // Ids only have to differ from those before a restart; the clock does that without another store.
        outbox = new Outbox(store, settings, context.currentSystemTimeMs() * 1_000);
        context.schedule(FORGET, PunctuationType.WALL_CLOCK_TIME, now -> outbox.forgetSome(now, FORGET_AT_ONCE));
        tell(context.currentSystemTimeMs());
        lookAtTheClockWhileSomethingWaits();
    }

    @Override
    public void process(Record<String, byte[]> record) {
        long now = context.currentSystemTimeMs();
        String topic = context.recordMetadata().orElseThrow().topic();
        if (topic.equals(receipts)) {
            Receipt receipt = Json.read(record.value(), Receipt.class);
            meters.counter(
                            "casewire.receipts",
                            "object",
                            receipt.object(),
                            "result",
                            receipt.result().name(),
                            "code",
                            receipt.code() == null ? "" : receipt.code())
                    .increment();
            Outbox.Ended ended = outbox.take(receipt, now);
            if (ended != null) {
                deadLetter(ended, now);
            }
        } else if (topic.equals(jobs)) {
            JobReceipt receipt = Json.read(record.value(), JobReceipt.class);
            meters.counter(
                            "casewire.bulk.steps",
                            "step",
                            receipt.step().name(),
                            "result",
                            receipt.result().name())
                    .increment();
            outbox.take(receipt, now);
        } else if (topic.equals(allowances)) {
            outbox.hear(Json.read(record.value(), Allowance.class), now);
            tell(now);
        } else if (topic.equals(brakes)) {
            outbox.brake(Json.read(record.value(), Brake.class).from(record.timestamp()));
            tell(now);
        } else {
            want(Json.read(record.value(), Write.class), Repairs.recordId(record.headers()), now);
        }
        // Planning looks at everything that waits: in a burst once per pause is enough, the clock does the rest.
        if (now - plannedAt >= PAUSE_MILLIS) {
            plan(now);
        } else {
            lookAtTheClockWhileSomethingWaits();
        }
    }

    private void want(Write write, @Nullable String repaired, long now) {
        if (repaired == null) {
            outbox.want(write, now);
        } else {
            outbox.repair(write, repaired.isEmpty() ? null : repaired, now);
        }
    }

    private void plan(long now) {
        plannedAt = now;
        for (Call call : outbox.plan(now)) {
            context.forward(new Record<>(OutboxTopology.key(call), Json.bytes(call), now), OutboxTopology.TO_CALLS);
            commits.happened(now);
        }
        outbox.takeEndedWhileWaiting().forEach(ended -> deadLetter(ended, now));
        if (now - toldAt >= TELL_MILLIS) {
            tell(now);
        }
        lookAtTheClockWhileSomethingWaits();
    }

    /** An outbox that is empty has nothing to look for. */
    private void lookAtTheClockWhileSomethingWaits() {
        if (outbox.isEmpty()) {
            if (looking != null) {
                looking.cancel();
                looking = null;
                tell(context.currentSystemTimeMs());
            }
        } else if (looking == null) {
            looking = context.schedule(LOOK_AT_THE_CLOCK, PunctuationType.WALL_CLOCK_TIME, this::plan);
        }
    }

    private void tell(long now) {
        toldAt = now;
        status.accept(outbox.status(now));
    }

    /** Another replica goes on: what was told last is not true for long. */
    @Override
    public void close() {
        status.accept(OutboxStatus.EMPTY);
    }

    private void deadLetter(Outbox.Ended ended, long now) {
        Write write = ended.write();
        context.forward(
                new Record<>(
                        write.id(),
                        Sealed.seal(Json.bytes(write)),
                        now,
                        DeadLetters.headersOfWrite(ended.finding(), write.id(), write.object())),
                OutboxTopology.TO_DEAD_LETTERS);
    }
}
