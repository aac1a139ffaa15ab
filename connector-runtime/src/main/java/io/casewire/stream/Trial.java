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
import io.casewire.pipeline.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Decides on messages as the stream would, from the beginning and in memory: nothing is sent and nothing is kept. All devices are
 * in one partition.
 */
public final class Trial implements AutoCloseable {
    private final IngestStage ingest;
    private final TrialPartition partition;
    private final List<Happened> happened = new ArrayList<>();

    /**
     * What came of a reading, or of time that passed.
     *
     * @param at the partition's clock
     */
    public record Happened(Instant at, Step step) {}

    /**
     * What came of a message.
     *
     * @param refused why no reading came of it; empty where one did
     * @param admitted the readings it held
     * @param happened what they led to, with the timers before them
     */
    public record Result(List<Finding> refused, List<Admitted> admitted, List<Happened> happened) {}

    /**
     * @param maxPayload bytes of a message; larger ones are refused
     * @param start from when on the content is in force
     */
    public Trial(Content content, int maxPayload, DeviceRegistry registry, ConsentLedger ledger, Instant start) {
        ContentLog contents = new ContentLog();
        contents.add(content);
        ingest = new IngestStage(content.formats(), maxPayload);
        partition = new TrialPartition(
                0,
                new Known(contents, registry, ledger, Pseudonyms.NONE),
                DeviceStates.inMemory(),
                content.version(),
                start,
                Decider.Outcome.alike(this::happened));
    }

    /** What a device tells its parent and its groups is there at once. */
    private void happened(Step step, long at) {
        happened.add(new Happened(Instant.ofEpochMilli(at), step));
        PassedOn.of(step, at).forEach(partition::take);
    }

    /** A message arrives over MQTT, and was not retained. */
    public Result message(String topic, byte[] payload, Instant at) {
        return message(topic, payload, false, at);
    }

    /**
     * A message arrives over MQTT.
     *
     * @param at when; no earlier than what arrived before
     */
    public Result message(String topic, byte[] payload, boolean retained, Instant at) {
        Arrival arrival = new Arrival("mqtt", topic, null, Map.of(), retained, payload);
        Outcome<List<Admitted>> outcome = ingest.apply(arrival);
        List<Admitted> admitted = outcome.orElse(List.of());
        admitted.forEach(reading -> partition.take(arrival, reading, at.toEpochMilli()));
        return new Result(Stream.ofNullable(outcome.refusal()).toList(), admitted, take());
    }

    /** Time passes and nothing arrives. @return what happens until then */
    public List<Happened> advanceTo(Instant at) {
        partition.advanceTo(at.toEpochMilli());
        return take();
    }

    private List<Happened> take() {
        List<Happened> taken = List.copyOf(happened);
        happened.clear();
        return taken;
    }

    @Override
    public void close() {
        partition.close();
    }
}
