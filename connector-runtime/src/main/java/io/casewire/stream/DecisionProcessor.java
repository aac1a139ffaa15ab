package io.casewire.stream;

import io.casewire.mapping.Command;
import io.casewire.mapping.Write;
import io.casewire.model.ReadingId;
import io.casewire.pipeline.DeadLetter;
import io.casewire.pipeline.Explanation;
import io.casewire.pipeline.PartitionState;
import io.casewire.pipeline.Step;
import java.time.Duration;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Lets a {@link Decider} decide one partition's readings, with its states where Kafka keeps them safe.
 *
 * <p>A partition that is read to its end follows the wall clock, {@link #GRACE} behind, so that a silence is noticed while
 * nothing arrives, and no reading can still come in with an earlier append time.
 */
final class DecisionProcessor implements Processor<String, byte[], String, byte[]>, Decider.Outcome {
    static final Duration GRACE = Duration.ofSeconds(1);

    private static final Duration LOOK_AT_THE_CLOCK = Duration.ofMillis(500);

    private static final String STATE = "state";

    private final DecisionTopology.Needs needs;
    private final int partitions;
    private ProcessorContext<String, byte[]> context;
    private CommitPace commits;
    /** While timers follow the wall clock, that; what was due then was not to be seen before. */
    private long wall = Long.MIN_VALUE;

    private KeyValueStore<String, byte[]> partitionStore;
    private PartitionState partition;
    private Decider decider;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    DecisionProcessor(DecisionTopology.Needs needs, int partitions) {
        this.needs = needs;
        this.partitions = partitions;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> processorContext) {
        context = processorContext;
        commits = new CommitPace(context);
        partitionStore = context.getStateStore(DecisionTopology.PARTITION);
        byte[] stored = partitionStore.get(STATE);
        partition = stored == null ? new PartitionState() : PartitionState.fromBytes(stored);
        needs.meter().guarded(partition.guarded());
        DeviceStates devices = new DeviceStates(
                new StateBytes(context.getStateStore(DecisionTopology.DEVICES)),
                new StateBytes(context.getStateStore(DecisionTopology.MODELS)),
                partitions);
        decider = new Decider(needs.known(), devices, partition, this);
        context.schedule(LOOK_AT_THE_CLOCK, PunctuationType.WALL_CLOCK_TIME, now -> followTheWall());
    }

    @Override
    public void process(Record<String, byte[]> record) {
        // Timers that are due before an activation decide on what was known then, as those before a reading do.
        if (decider.isActive() || ReadingRecord.activation(record.headers()) == null) {
            waitUntilFresh(record.timestamp());
        }
        RecordMetadata metadata = context.recordMetadata().orElseThrow();
        decider.take(
                new ReadingId(metadata.topic(), metadata.partition(), metadata.offset()),
                record.timestamp(),
                record.key(),
                record.value(),
                record.headers());
        keepPartition();
    }

    @Override
    public void close() {
        if (decider != null) {
            decider.close();
        }
    }

    private void followTheWall() {
        long decided = needs.ends().decidedAllBefore(context.taskId().partition());
        if (decided != Long.MIN_VALUE && decider.isActive()) {
            long clock = decided - GRACE.toMillis();
            if (isFresh(clock)) {
                wall = context.currentSystemTimeMs();
                decider.advanceTo(clock);
                wall = Long.MIN_VALUE;
                keepPartition();
            }
        }
    }

    private boolean isFresh(long clock) {
        return needs.freshness().readAllBefore() >= clock - History.VISIBLE_AFTER.toMillis();
    }

    private void waitUntilFresh(long clock) {
        try {
            needs.freshness().await(clock - History.VISIBLE_AFTER.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }

    private void keepPartition() {
        if (partition.takeChanged()) {
            partitionStore.put(STATE, partition.toBytes());
        }
    }

    @Override
    public void ofReading(Step step, long at) {
        emit(step, at);
        needs.meter().reading(step, at, context.currentSystemTimeMs());
    }

    @Override
    public void ofTimer(Step step, long at) {
        emit(step, at);
        needs.meter().timer(step);
    }

    @Override
    public void ofFault(DeadLetter letter, long at) {
        forward(letter, at);
    }

    @Override
    public void ofRule(String rule, long nanos) {
        needs.meter().rule(rule, nanos);
    }

    private void emit(Step step, long timestamp) {
        for (Write write : step.writes()) {
            context.forward(new Record<>(write.id(), Json.bytes(write), timestamp), DecisionTopology.TO_WRITES);
        }
        for (Command command : step.commands()) {
            context.forward(
                    new Record<>(command.device(), Json.bytes(command), timestamp), DecisionTopology.TO_COMMANDS);
        }
        for (PassedOn.Entry entry : PassedOn.of(step, timestamp)) {
            context.forward(
                    new Record<>(entry.device(), entry.value(), entry.at(), entry.headers()),
                    DecisionTopology.TO_DEVICE_EVENTS);
        }
        for (Explanation explanation : step.explanations()) {
            context.forward(
                    new Record<>(explanation.id(), Json.bytes(explanation), timestamp),
                    DecisionTopology.TO_EXPLANATIONS);
        }
        for (DeadLetter letter : step.deadLetters()) {
            forward(letter, timestamp);
        }
        if (isAwaited(step)) {
            commits.happened(Math.max(timestamp, wall));
        }
    }

    /** Explanations and dead letters can wait, since they are looked for later, and groups, since they hear many. */
    private static boolean isAwaited(Step step) {
        return !step.writes().isEmpty()
                || !step.commands().isEmpty()
                || !step.members().isEmpty();
    }

    private void forward(DeadLetter letter, long timestamp) {
        Headers headers = DeadLetters.headers(letter.stage(), letter.finding(), letter.reading());
        context.forward(
                new Record<>(
                        letter.reading().device(), Sealed.seal(letter.reading().payload()), timestamp, headers),
                DecisionTopology.TO_DEAD_LETTERS);
    }
}
