package io.casewire.stream;

import io.casewire.drl.RuleLoopException;
import io.casewire.episodes.CaseChange;
import io.casewire.episodes.EpisodeKey;
import io.casewire.ingest.RawReading;
import io.casewire.model.Brake;
import io.casewire.model.Finding;
import io.casewire.model.FindingCode;
import io.casewire.model.ReadingId;
import io.casewire.model.Stage;
import io.casewire.pipeline.DeadLetter;
import io.casewire.pipeline.DecisionPipeline;
import io.casewire.pipeline.DeviceState;
import io.casewire.pipeline.PartitionState;
import io.casewire.pipeline.Step;
import java.time.Instant;
import java.util.Objects;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds one partition's records through the pipeline, in the order of the log, with timers in between: in the stream, and
 * again in a backtest. Knows neither Kafka's stores nor the wall clock, so both give the same bytes.
 *
 * <p>The clock is the append time of the record taken; timers due before it fire first.
 */
final class Decider implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Decider.class);

    /** Enough to tell what the others take. */
    private static final int SIZED = 100;

    private final Known known;
    private final DeviceStates devices;
    private final PartitionState partition;
    private final Outcome outcome;
    private final Deadlines deadlines = new Deadlines();
    private @Nullable DecisionPipeline pipeline;

    /** Where what comes of a record goes; all in epoch milliseconds of the partition's clock. */
    interface Outcome {
        void ofReading(Step step, long at);

        /** Or of what people did. */
        void ofTimer(Step step, long at);

        /** A bug must not stop the other devices: the reading is kept, the state is as before it. */
        void ofFault(DeadLetter letter, long at);

        /** It took a rule so long, as is measured now and then. */
        default void ofRule(String rule, long nanos) {}

        /** Where all of it goes the same way. */
        static Outcome alike(ObjLongConsumer<Step> all) {
            return new Outcome() {
                @Override
                public void ofReading(Step step, long at) {
                    all.accept(step, at);
                }

                @Override
                public void ofTimer(Step step, long at) {
                    all.accept(step, at);
                }

                @Override
                public void ofFault(DeadLetter letter, long at) {
                    Step step = new Step();
                    step.deadLetters().add(letter);
                    all.accept(step, at);
                }
            };
        }
    }

    /** Goes on where the states were left. */
    Decider(Known known, DeviceStates devices, PartitionState partition, Outcome outcome) {
        this.known = known;
        this.devices = devices;
        this.partition = partition;
        this.outcome = outcome;
        if (!partition.content().isEmpty()) {
            switchTo(partition.content());
        }
        devices.forEach(state -> deadlines.set(state.device(), state.deadline()));
    }

    /** Whether there is content in force: before the first activation nothing can be decided, nor be due. */
    boolean isActive() {
        return pipeline != null;
    }

    /** The next record of the partition: a reading, an activation of content or of a brake, or what people made of a Case. */
    void take(ReadingId id, long timestamp, String device, byte[] value, Headers headers) {
        advanceTo(timestamp);
        String activated = ReadingRecord.activation(headers);
        if (activated == null) {
            decide(ReadingRecord.read(id.topic(), id.partition(), id.offset(), timestamp, device, value, headers));
        } else if (activated.equals(ReadingRecord.BRAKE)) {
            partition.brake(Json.read(value, Brake.class).from(timestamp));
        } else if (activated.equals(ReadingRecord.CASE_CHANGE)) {
            happened(id, device, timestamp, (running, state, at) -> caseChanged(running, state, id, value, at));
        } else if (activated.equals(ReadingRecord.MEMBER)) {
            happened(
                    id,
                    device,
                    timestamp,
                    (running, state, at) -> running.memberChanged(id, MemberRecord.read(value), state, partition, at));
        } else {
            activate(activated, value);
        }
    }

    /** The next record of the partition, which is a reading and was read already. */
    void take(RawReading reading) {
        advanceTo(reading.receivedAt().toEpochMilli());
        decide(reading);
    }

    /** Not by a reading: what comes of it, or null for nothing. */
    private interface Happening {
        @Nullable
        Step on(DecisionPipeline running, DeviceState state, Instant at);
    }

    private @Nullable Step caseChanged(
            DecisionPipeline running, DeviceState state, ReadingId id, byte[] value, Instant at) {
        DeviceEventRecord record = Json.read(value, DeviceEventRecord.class);
        CaseChange change = record.change();
        if (change == null) {
            return running.caseOfPeople(record.caseId(), record.isOpen(), state, at);
        }
        if (EpisodeKey.isOfMass(change.episode())) {
            partition.caseChanged(change);
            return null;
        }
        return running.caseChanged(id, change, state, at);
    }

    private void happened(ReadingId id, String device, long at, Happening happening) {
        if (pipeline == null) {
            return;
        }
        try {
            DeviceState state = devices.load(device);
            Step step = happening.on(pipeline, state, Instant.ofEpochMilli(at));
            if (step != null) {
                keep(state);
                outcome.ofTimer(step, at);
            }
        } catch (RuntimeException e) {
            devices.undo(device);
            LOG.atError().setCause(e).addKeyValue("event", id).log("What happened to a device could not be heeded");
        }
    }

    /** Of two that were published at the same time, each partition takes the same one, whichever it meets first. */
    private void activate(String hash, byte[] value) {
        Publication publication = publication(value);
        if (publication.number() == 0 || publication.outranks(partition.publication(), partition.content())) {
            partition.activate(hash, publication.number());
            switchTo(hash).begin(partition);
        }
    }

    /** @param value of the record that activates it */
    static Publication publication(byte[] value) {
        return value.length == 0 ? Publication.NONE : Json.read(value, Publication.class);
    }

    private void decide(RawReading raw) {
        long at = raw.receivedAt().toEpochMilli();
        DeviceState state = devices.load(raw.device());
        try {
            Step step = running().reading(raw, state, partition);
            keep(state);
            outcome.ofReading(step, at);
        } catch (RuntimeException e) {
            devices.undo(raw.device());
            LOG.atError().setCause(e).addKeyValue("reading", raw.id()).log("A reading could not be decided");
            Finding finding = e instanceof RuleLoopException loop
                    ? new Finding(FindingCode.RULE_LOOP, raw.id().toString(), loop.getMessage() + ".")
                    : new Finding(
                            FindingCode.PIPELINE_FAULT,
                            raw.id().toString(),
                            e.getClass().getSimpleName() + ".");
            outcome.ofFault(new DeadLetter(raw, Stage.RULES, finding), at);
        }
    }

    /** What is due until then happens. */
    void advanceTo(long clock) {
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
            boolean due = deadlines.confirm(device, deadline);
            state.lookAt(due ? Long.MAX_VALUE : deadline);
            if (due) {
                fire(pipeline, state, deadline);
            }
        }
    }

    private void fire(DecisionPipeline running, DeviceState state, long deadline) {
        Instant at = Instant.ofEpochMilli(deadline);
        try {
            Step step = running.timer(state, partition, at);
            keep(state);
            outcome.ofTimer(step, deadline);
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

    private DecisionPipeline switchTo(String hash) {
        DecisionPipeline next = new DecisionPipeline(
                known.content().await(hash), known.registry(), known.ledger(), known.pseudonyms(), outcome::ofRule);
        close();
        pipeline = next;
        return next;
    }

    private void keep(DeviceState state) {
        devices.keep(state);
        long deadline = state.isExpired() ? Long.MAX_VALUE : state.deadline();
        // Mostly it only moves away, and to find the device among those of the others takes as long as a rule.
        if (deadline < state.lookedAt()) {
            deadlines.set(state.device(), deadline);
            state.lookAt(deadline);
        }
    }

    /** What some devices remember. */
    void tellSizes(Rerun.Outcome to) {
        devices.forSome(SIZED, state -> state.signalSizes().forEach(to::remembers));
    }

    @Override
    public void close() {
        if (pipeline != null) {
            pipeline.close();
            pipeline = null;
        }
    }
}
