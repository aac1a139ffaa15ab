package io.casewire.stream;

import io.casewire.consent.ConsentLedger;
import io.casewire.consent.Pseudonyms;
import io.casewire.content.Content;
import io.casewire.identity.DeviceRegistry;
import io.casewire.ingest.RawReading;
import io.casewire.mapping.Write;
import io.casewire.model.Brake;
import io.casewire.pipeline.DecisionPipeline;
import io.casewire.pipeline.DeviceState;
import io.casewire.pipeline.Explanation;
import io.casewire.pipeline.PartitionState;
import io.casewire.pipeline.Step;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Recorded readings through the pure pipeline, partition by partition and in the log's order, with nothing but what the
 * log holds. What comes of them is kept as the bytes the stream would write, by the record they are about.
 */
final class Backtest {
    private final Content content;
    private final DeviceRegistry registry;
    private final ConsentLedger ledger;
    private final Map<Integer, Partition> partitions = new HashMap<>();
    final Map<String, List<String>> writes = new TreeMap<>();
    final Map<String, List<String>> explanations = new TreeMap<>();

    Backtest(Content content, DeviceRegistry registry, ConsentLedger ledger) {
        this.content = content;
        this.registry = registry;
        this.ledger = ledger;
    }

    /** The next record of its partition; activations of content are passed over, and brakes are not. */
    void take(ConsumerRecord<String, byte[]> record) {
        String activated = ReadingRecord.activation(record.headers());
        Partition partition = partitions.computeIfAbsent(record.partition(), it -> new Partition());
        if (activated == null) {
            partition.take(record);
        } else if (activated.equals(ReadingRecord.BRAKE)) {
            partition.brake(record);
        }
    }

    /** Nothing more arrives up to a clock; what is due until then happens. */
    void advanceTo(long clock) {
        partitions.values().forEach(it -> it.advanceTo(clock));
    }

    static void add(Map<String, List<String>> all, String key, byte[] value) {
        all.computeIfAbsent(key, it -> new ArrayList<>()).add(new String(value, StandardCharsets.UTF_8));
    }

    private final class Partition {
        private final DecisionPipeline pipeline = new DecisionPipeline(content, registry, ledger, Pseudonyms.NONE);
        private final PartitionState partition = new PartitionState();
        private final Map<String, byte[]> states = new HashMap<>();
        private final Deadlines deadlines = new Deadlines();

        void take(ConsumerRecord<String, byte[]> record) {
            advanceTo(record.timestamp());
            RawReading raw = ReadingRecord.read(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.timestamp(),
                    record.key(),
                    record.value(),
                    record.headers());
            DeviceState state = state(record.key());
            keep(state, pipeline.reading(raw, state, partition));
        }

        void brake(ConsumerRecord<String, byte[]> record) {
            advanceTo(record.timestamp());
            partition.brake(Json.read(record.value(), Brake.class).from(record.timestamp()));
        }

        void advanceTo(long clock) {
            String device = deadlines.firstDue(clock);
            while (device != null) {
                DeviceState state = state(device);
                long deadline = state.deadline();
                if (deadlines.confirm(device, deadline)) {
                    keep(state, pipeline.timer(state, partition, Instant.ofEpochMilli(deadline)));
                }
                device = deadlines.firstDue(clock);
            }
        }

        private DeviceState state(String device) {
            byte[] bytes = states.get(device);
            return bytes == null ? DeviceState.empty(device) : DeviceState.fromBytes(device, bytes);
        }

        private void keep(DeviceState state, Step step) {
            states.put(state.device(), state.toBytes());
            deadlines.set(state.device(), state.deadline());
            for (Write write : step.writes()) {
                add(writes, write.id(), Json.bytes(write));
            }
            for (Explanation explanation : step.explanations()) {
                add(explanations, explanation.id(), Json.bytes(explanation));
            }
        }
    }
}
