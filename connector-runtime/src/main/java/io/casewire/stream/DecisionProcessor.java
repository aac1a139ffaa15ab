package io.casewire.stream;

import io.casewire.content.Content;
import io.casewire.ingest.RawReading;
import io.casewire.mapping.Write;
import io.casewire.model.Brake;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.ReadingId;
import io.casewire.model.Stage;
import io.casewire.pipeline.DeadLetter;
import io.casewire.pipeline.DecisionPipeline;
import io.casewire.pipeline.DeviceState;
import io.casewire.pipeline.Explanation;
import io.casewire.pipeline.PartitionState;
import io.casewire.pipeline.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds one partition's readings through the pipeline, in the order of the log, with timers in between.
 *
 * <p>The clock is the append time of the record read; timers due before it fire first. A partition that is read to its
 * end follows the wall clock, {@link #GRACE} behind, so that a silence is noticed while nothing arrives, and no reading
 * can still come in with an earlier append time.
 */
final class DecisionProcessor implements Processor<String, byte[], String, byte[]> {
    static final Duration GRACE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(DecisionProcessor.class);
    /** Every look costs a commit, also where nothing is due. */
    private static final Duration LOOK_AT_THE_CLOCK = Duration.ofMillis(500);

    private static final String STATE = "state";

    private final DecisionTopology.Needs needs;
    private final Deadlines deadlines = new Deadlines();
    private ProcessorContext<String, byte[]> context;
    private DeviceStates devices;
    private KeyValueStore<String, byte[]> partitionStore;
    private PartitionState partition;
    private @Nullable DecisionPipeline pipeline;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    DecisionProcessor(DecisionTopology.Needs needs) {
        this.needs = needs;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> processorContext) {
        context = processorContext;
        devices = new DeviceStates(context.getStateStore(DecisionTopology.DEVICES));
        partitionStore = context.getStateStore(DecisionTopology.PARTITION);
        byte[] stored = partitionStore.get(STATE);
        partition = stored == null ? new PartitionState() : PartitionState.fromBytes(stored);
        if (!partition.content().isEmpty()) {
            switchTo(partition.content());
        }
        devices.forEach(state -> deadlines.set(state.device(), state.deadline()));
        context.schedule(LOOK_AT_THE_CLOCK, PunctuationType.WALL_CLOCK_TIME, now -> followTheWall());
    }

    @Override
    public void process(Record<String, byte[]> record) {
        String activated = ReadingRecord.activation(record.headers());
        if (activated != null) {
            if (pipeline != null) {
                // Timers that are due before decide on what was known then, as those before a reading do.
                waitUntilFresh(record.timestamp());
            }
            advanceTo(record.timestamp());
            if (activated.equals(ReadingRecord.BRAKE)) {
                partition.brake(Json.read(record.value(), Brake.class).from(record.timestamp()));
            } else {
                partition.activate(activated);
                switchTo(activated);
            }
            keepPartition();
            return;
        }
        waitUntilFresh(record.timestamp());
        advanceTo(record.timestamp());
        RecordMetadata metadata = context.recordMetadata().orElseThrow();
        RawReading raw = ReadingRecord.read(
                metadata.topic(),
                metadata.partition(),
                metadata.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                record.headers());
        DeviceState state = devices.load(record.key());
        try {
            Step step = running().reading(raw, state, partition);
            keep(state);
            emit(step, record.timestamp());
            needs.meter().reading(step, record.timestamp(), context.currentSystemTimeMs());
        } catch (RuntimeException e) {
            devices.undo(record.key());
            fault(raw, e);
        }
        keepPartition();
    }

    @Override
    public void close() {
        if (pipeline != null) {
            pipeline.close();
            // A task that met a failed transaction is initialised again.
            pipeline = null;
        }
    }

    private void followTheWall() {
        long decided = needs.ends().decidedAllBefore(context.taskId().partition());
        if (decided != Long.MIN_VALUE && pipeline != null) {
            long clock = decided - GRACE.toMillis();
            if (isFresh(clock)) {
                advanceTo(clock);
                keepPartition();
            }
        }
    }

    private void advanceTo(long clock) {
        if (pipeline == null) {
            return;
        }
        while (true) {
            String device = deadlines.firstDue(clock);
            if (device == null) {
                return;
            }
            DeviceState state = devices.load(device);
            long deadline = state.deadline();
            if (deadlines.confirm(device, deadline)) {
                fire(pipeline, state, deadline);
            }
        }
    }

    private void fire(DecisionPipeline running, DeviceState state, long deadline) {
        Instant at = Instant.ofEpochMilli(deadline);
        try {
            Step step = running.timer(state, partition, at);
            keep(state);
            emit(step, deadline);
            needs.meter().timer(step);
        } catch (RuntimeException e) {
            // As for a reading: a bug with one device must not stop the others, nor meet the next thread again.
            LOG.atError().setCause(e).addKeyValue("deadline", at).log("A timer could not be decided");
            DeviceState before = devices.undo(state.device());
            before.settle(at);
            keep(before);
        }
    }

    private DecisionPipeline running() {
        return Objects.requireNonNull(pipeline, "a reading came before the first content activation");
    }

    private void switchTo(String hash) {
        Content content = needs.content().find(hash);
        while (content == null) {
            // The bundle was written before its activation, so its reader is only behind.
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            content = needs.content().find(hash);
        }
        if (pipeline != null) {
            pipeline.close();
        }
        pipeline = new DecisionPipeline(content, needs.registry(), needs.ledger(), needs.pseudonyms());
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

    private void keep(DeviceState state) {
        devices.keep(state);
        deadlines.set(state.device(), state.deadline());
    }

    private void keepPartition() {
        if (partition.takeChanged()) {
            partitionStore.put(STATE, partition.toBytes());
        }
    }

    private void emit(Step step, long timestamp) {
        for (Write write : step.writes()) {
            context.forward(new Record<>(write.id(), Json.bytes(write), timestamp), DecisionTopology.TO_WRITES);
        }
        for (Explanation explanation : step.explanations()) {
            context.forward(
                    new Record<>(explanation.id(), Json.bytes(explanation), timestamp),
                    DecisionTopology.TO_EXPLANATIONS);
        }
        for (DeadLetter letter : step.deadLetters()) {
            forward(letter, timestamp);
        }
    }

    private void forward(DeadLetter letter, long timestamp) {
        Headers headers = DeadLetters.headers(letter.stage(), letter.finding(), letter.reading());
        context.forward(
                new Record<>(
                        letter.reading().device(), Sealed.seal(letter.reading().payload()), timestamp, headers),
                DecisionTopology.TO_DEAD_LETTERS);
    }

    /** A bug must not stop the other devices: the reading is kept, the state is as before it. */
    private void fault(RawReading raw, RuntimeException e) {
        ReadingId id = raw.id();
        LOG.atError().setCause(e).addKeyValue("reading", id).log("A reading could not be decided");
        Finding finding = new Finding(
                FindingCode.PIPELINE_FAULT, id.toString(), e.getClass().getSimpleName() + ".");
        forward(new DeadLetter(raw, Stage.RULES, finding), raw.receivedAt().toEpochMilli());
    }
}
