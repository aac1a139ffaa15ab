package io.casewire.stream;

import io.casewire.ingest.Admitted;
import io.casewire.ingest.Arrival;
import io.casewire.ingest.RawReading;
import io.casewire.model.ReadingId;
import io.casewire.pipeline.PartitionState;
import java.time.Instant;

/** One partition of readings that never were in Kafka, decided in memory and from its beginning, on one content. */
final class TrialPartition implements AutoCloseable {
    private static final String TOPIC = "trial";

    private final int number;
    private final Decider decider;
    private long offset;

    /**
     * @param content hash of the one in force, which is among what is known
     * @param start from when on
     */
    TrialPartition(
            int number, Known known, DeviceStates devices, String content, Instant start, Decider.Outcome outcome) {
        this.number = number;
        this.decider = new Decider(known, devices, new PartitionState(), outcome);
        decider.take(id(), start.toEpochMilli(), "", new byte[0], ReadingRecord.activating(content));
    }

    /** A reading was appended. @param at when, in epoch milliseconds; no earlier than what came before */
    void take(Arrival arrival, Admitted reading, long at) {
        decider.take(RawReading.of(id(), arrival, reading, Instant.ofEpochMilli(at)));
    }

    /** A device tells its parent, or its group. */
    void take(PassedOn.Entry entry) {
        PassedOn.take(decider, id(), entry);
    }

    /** All that devices told. */
    void take(PassedOn passedOn) {
        passedOn.decide(decider);
    }

    /** Time passes and nothing arrives. */
    void advanceTo(long clock) {
        decider.advanceTo(clock);
    }

    void tellSizes(Rerun.Outcome to) {
        decider.tellSizes(to);
    }

    private ReadingId id() {
        return new ReadingId(TOPIC, number, offset++);
    }

    @Override
    public void close() {
        decider.close();
    }
}
