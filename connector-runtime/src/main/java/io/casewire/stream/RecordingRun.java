package io.casewire.stream;

import io.casewire.consent.ConsentLedger;
import io.casewire.consent.Pseudonyms;
import io.casewire.content.Content;
import io.casewire.identity.DeviceRegistry;
import io.casewire.ingest.Admitted;
import io.casewire.ingest.Arrival;
import io.casewire.ingest.IngestStage;
import io.casewire.model.Finding;
import io.casewire.model.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides a recording as the stream would have, in memory: its devices are spread over partitions as Kafka spreads them, and
 * some of those are decided at a time. What comes of each does not depend on how many.
 *
 * <p>One thread feeds it. After a bug with a reading, which is a dead letter here as there, its device goes on with what was done to its
 * state until then; the stream would take that back.
 */
public final class RecordingRun implements AutoCloseable {
    private static final int BATCH = 256;
    /** So many batches of a lane may wait: who reads the recording is not to be far ahead. */
    private static final int WAITING = 4;

    private final IngestStage ingest;
    private final List<TrialPartition> partitions = new ArrayList<>();
    private final PassedOn passedOn = new PassedOn();
    /** Decides what devices tell their parents and groups, when everything else is decided. */
    private final TrialPartition together;

    private final List<? extends Rerun.Outcome> outcomes;
    private final List<Lane> lanes = new ArrayList<>();

    /**
     * @param maxPayload bytes of a message; larger ones are refused
     * @param start from when on the content is in force
     * @param outcomes one for each partition, told by one thread at a time
     * @param threads partitions decided at a time
     */
    public RecordingRun(
            Content content,
            int maxPayload,
            DeviceRegistry registry,
            ConsentLedger ledger,
            Instant start,
            List<? extends Rerun.Outcome> outcomes,
            int threads) {
        this.ingest = new IngestStage(content.formats(), maxPayload);
        this.outcomes = outcomes;
        ContentLog contents = new ContentLog();
        contents.add(content);
        Known known = new Known(contents, registry, ledger, Pseudonyms.NONE);
        for (Rerun.Outcome outcome : outcomes) {
            partitions.add(new TrialPartition(
                    partitions.size(),
                    known,
                    DeviceStates.inMemoryOnly(outcomes.size()),
                    content.version(),
                    start,
                    Decider.Outcome.alike((step, at) -> {
                        passedOn.add(step, at);
                        outcome.happened(step, at);
                    })));
        }
        this.together = new TrialPartition(
                outcomes.size(),
                known,
                DeviceStates.inMemoryOnly(1),
                content.version(),
                start,
                Decider.Outcome.alike(outcomes.get(0)::happened));
        for (int i = 0; i < Math.min(Math.max(1, threads), partitions.size()); i++) {
            lanes.add(new Lane());
        }
    }

    /**
     * A message arrives over MQTT.
     *
     * @param at when; no earlier than what arrived before
     * @return why no reading came of it; null where one did
     * @throws IllegalStateException when an earlier one could not be decided
     */
    public @Nullable Finding message(String topic, byte[] payload, boolean retained, Instant at)
            throws InterruptedException {
        Arrival arrival = new Arrival("mqtt", topic, null, Map.of(), retained, payload);
        Outcome<List<Admitted>> outcome = ingest.apply(arrival);
        for (Admitted reading : outcome.orElse(List.of())) {
            int partition = DecisionTopology.partitionOf(reading.device(), partitions.size());
            lanes.get(partition % lanes.size()).put(new Waiting(partition, arrival, reading, at.toEpochMilli()));
        }
        return outcome.refusal();
    }

    /**
     * Time passes, nothing else arrives, and all of it is decided.
     *
     * @throws IllegalStateException when something could not be
     */
    public void end(Instant at) throws InterruptedException {
        for (Lane lane : lanes) {
            lane.finish();
        }
        for (TrialPartition partition : partitions) {
            partition.advanceTo(at.toEpochMilli());
        }
        together.take(passedOn);
        together.advanceTo(at.toEpochMilli());
        for (int i = 0; i < partitions.size(); i++) {
            partitions.get(i).tellSizes(outcomes.get(i));
        }
        together.tellSizes(outcomes.get(0));
    }

    @Override
    public void close() {
        lanes.forEach(Lane::close);
        partitions.forEach(TrialPartition::close);
        together.close();
    }

    private record Waiting(int partition, Arrival arrival, Admitted reading, long at) {}

    /** A thread, and the partitions that are its. */
    private final class Lane implements AutoCloseable {
        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final Semaphore room = new Semaphore(WAITING);
        private volatile @Nullable Throwable failure;
        private List<Waiting> batch = new ArrayList<>(BATCH);

        void put(Waiting reading) throws InterruptedException {
            batch.add(reading);
            if (batch.size() == BATCH) {
                handOver();
            }
        }

        private void handOver() throws InterruptedException {
            room.acquire();
            check();
            List<Waiting> full = batch;
            batch = new ArrayList<>(BATCH);
            thread.execute(() -> {
                try {
                    decide(full);
                } finally {
                    room.release();
                }
            });
        }

        /** After a gap nothing is decided. */
        private void decide(List<Waiting> readings) {
            try {
                for (Waiting it : failure == null ? readings : List.<Waiting>of()) {
                    partitions.get(it.partition()).take(it.arrival(), it.reading(), it.at());
                    outcomes.get(it.partition()).reading(it.at());
                }
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        }

        void finish() throws InterruptedException {
            handOver();
            room.acquire(WAITING);
            room.release(WAITING);
            check();
        }

        private void check() {
            if (failure != null) {
                throw new IllegalStateException("a recording could not be decided", failure);
            }
        }

        /** A partition is not closed while it decides. */
        @Override
        public void close() {
            thread.shutdownNow();
            try {
                thread.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
