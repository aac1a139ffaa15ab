package io.casewire.stream;

import io.casewire.consent.ConsentLedger;
import io.casewire.consent.Pseudonyms;
import io.casewire.content.Content;
import io.casewire.identity.DeviceRegistry;
import io.casewire.ingest.Admitted;
import io.casewire.ingest.Arrival;
import io.casewire.ingest.IngestStage;
import io.casewire.model.Finding;
import io.casewire.model.ReadingId;
import io.casewire.pipeline.DeadLetter;
import io.casewire.pipeline.PartitionState;
import io.casewire.pipeline.Step;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Decides on messages as the stream would, from the beginning and in memory: nothing is sent and nothing is kept. All devices are
 * in one partition.
 */
public final class Trial implements AutoCloseable {
    private final IngestStage ingest;
    private final Decider decider;
    private final List<Happened> happened = new ArrayList<>();
    private long offset;

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
        decider = new Decider(
                new Known(contents, registry, ledger, Pseudonyms.NONE),
                DeviceStates.inMemory(),
                new PartitionState(),
                new Decider.Outcome() {
                    @Override
                    public void ofReading(Step step, long at) {
                        happened.add(new Happened(Instant.ofEpochMilli(at), step));
                    }

                    @Override
                    public void ofTimer(Step step, long at) {
                        ofReading(step, at);
                    }

                    @Override
                    public void ofFault(DeadLetter letter, long at) {
                        Step step = new Step();
                        step.deadLetters().add(letter);
                        ofReading(step, at);
                    }
                });
        Headers activation = new RecordHeaders();
        activation.add(ReadingRecord.ACTIVATION_HEADER, content.version().getBytes(StandardCharsets.UTF_8));
        decider.take(id(), start.toEpochMilli(), "", new byte[0], activation);
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
        List<Finding> refused = new ArrayList<>();
        List<Admitted> admitted = ingest.apply(arrival)
                .<List<Admitted>>fold(
                        passed -> passed,
                        finding -> refuse(refused, finding),
                        finding -> refuse(refused, finding),
                        finding -> refuse(refused, finding));
        for (Admitted reading : admitted) {
            Headers headers = new RecordHeaders();
            ReadingRecord.headers(arrival, reading)
                    .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
            decider.take(id(), at.toEpochMilli(), reading.device(), Sealed.seal(reading.payload()), headers);
        }
        return new Result(refused, admitted, take());
    }

    /** Time passes and nothing arrives. @return what happens until then */
    public List<Happened> advanceTo(Instant at) {
        decider.advanceTo(at.toEpochMilli());
        return take();
    }

    private static List<Admitted> refuse(List<Finding> refused, Finding finding) {
        refused.add(finding);
        return List.of();
    }

    private List<Happened> take() {
        List<Happened> taken = List.copyOf(happened);
        happened.clear();
        return taken;
    }

    private ReadingId id() {
        return new ReadingId("trial", 0, offset++);
    }

    @Override
    public void close() {
        decider.close();
    }
}
