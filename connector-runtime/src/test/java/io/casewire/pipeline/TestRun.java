package io.casewire.pipeline;

import io.casewire.TestWorld;
import io.casewire.consent.Pseudonyms;
import io.casewire.content.Content;
import io.casewire.drl.RuleTimes;
import io.casewire.episodes.CaseChange;
import io.casewire.episodes.Decision;
import io.casewire.ingest.RawReading;
import io.casewire.mapping.Write;
import io.casewire.model.Brake;
import io.casewire.model.ReadingId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The pipeline over readings in order, its states kept as bytes between two steps, as the stream does. */
final class TestRun implements AutoCloseable {
    static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

    private final DecisionPipeline pipeline;
    private final Map<String, byte[]> states = new HashMap<>();
    private final Map<String, Map<String, byte[]>> models = new HashMap<>();
    private PartitionState partition = new PartitionState();
    final List<Decision> decisions = new ArrayList<>();
    final List<Write> writes = new ArrayList<>();
    final List<DeadLetter> deadLetters = new ArrayList<>();
    final List<Explanation> explanations = new ArrayList<>();
    private final Map<String, Due> deadlines = new HashMap<>();
    private final TreeSet<Due> due =
            new TreeSet<>(Comparator.comparingLong(Due::deadline).thenComparing(Due::device));
    private long offset;

    private record Due(long deadline, String device) {}

    TestRun(Content content, TestWorld world) {
        this(content, world, Pseudonyms.NONE);
    }

    TestRun(Content content, TestWorld world, Pseudonyms pseudonyms) {
        pipeline = new DecisionPipeline(content, world, world, pseudonyms, RuleTimes.IGNORED);
    }

    /** Delivers a payload at START plus a span; timers due before it fire first. */
    Step deliver(String device, Duration after, String payload) {
        return deliver(device, after, false, payload.getBytes(StandardCharsets.UTF_8));
    }

    Step deliver(String device, Duration after, boolean retained, byte[] payload) {
        return deliver("mqtt", device, after, retained, payload);
    }

    Step deliver(String source, String device, Duration after, boolean retained, byte[] payload) {
        return deliver("machine-maintenance", source, device, after, retained, payload);
    }

    /** In a format that the content declares. */
    Step deliverAs(String format, String device, Duration after, byte[] payload) {
        return deliver(format, "mqtt", device, after, false, payload);
    }

    private Step deliver(
            String format, String source, String device, Duration after, boolean retained, byte[] payload) {
        Instant clock = START.plus(after);
        advanceTo(clock);
        RawReading raw = new RawReading(
                new ReadingId("casewire.readings", 0, offset++),
                device,
                format,
                source,
                "devices/" + device + "/telemetry",
                clock,
                retained,
                null,
                payload);
        DeviceState state = state(device);
        return keep(state, pipeline.reading(raw, state, partition));
    }

    /** Somebody stops something, or lets it go on. */
    void brake(Brake brake) {
        partition.brake(brake);
        restore();
    }

    /** People did something to the Case of what befell many. */
    void massCaseChanged(CaseChange change) {
        partition.caseChanged(change);
        restore();
    }

    /** What the partition remembers is read again from its bytes. */
    void restore() {
        partition = PartitionState.fromBytes(partition.toBytes());
    }

    /** The clock moves on and nothing arrives. */
    void advanceTo(Instant clock) {
        while (!due.isEmpty() && due.first().deadline() <= clock.toEpochMilli()) {
            Due next = due.first();
            DeviceState state = state(next.device());
            keep(state, pipeline.timer(state, partition, Instant.ofEpochMilli(next.deadline())));
        }
    }

    DeviceState state(String device) {
        byte[] bytes = states.get(device);
        Map<String, byte[]> learned = models.computeIfAbsent(device, it -> new HashMap<>());
        return bytes == null
                ? DeviceState.empty(device, learned::get)
                : DeviceState.fromBytes(device, bytes, learned::get);
    }

    /** The devices anything is remembered of. */
    Set<String> devices() {
        return states.keySet();
    }

    /** What its signals learned and is kept beside its state. */
    Map<String, byte[]> models(String device) {
        return models.getOrDefault(device, Map.of());
    }

    private Step keep(DeviceState state, Step step) {
        Due before = deadlines.remove(state.device());
        if (before != null) {
            due.remove(before);
        }
        if (state.isExpired()) {
            state.takeModels();
            models.remove(state.device());
            states.remove(state.device());
        } else if (state.deadline() != Long.MAX_VALUE) {
            Due next = new Due(state.deadline(), state.device());
            deadlines.put(state.device(), next);
            due.add(next);
        }
        state.takeModels().forEach((signal, model) -> {
            if (model == null) {
                models.get(state.device()).remove(signal);
            } else {
                models.get(state.device()).put(signal, model);
            }
        });
        if (!state.isExpired()) {
            states.put(state.device(), state.toBytes());
        }
        decisions.addAll(step.decisions());
        writes.addAll(step.writes());
        deadLetters.addAll(step.deadLetters());
        explanations.addAll(step.explanations());
        return step;
    }

    static String payload(Instant ts, double torque, double wear) {
        return """
                {"ts":"%s","type":"M","airTemperature":300.0,"processTemperature":310.0,"rotationalSpeed":1150,\
                "torque":%s,"toolWear":%s}"""
                .formatted(ts, torque, wear);
    }

    @Override
    public void close() {
        pipeline.close();
    }
}
