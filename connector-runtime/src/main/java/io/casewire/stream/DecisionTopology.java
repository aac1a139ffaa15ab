package io.casewire.stream;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * From readings to writes, per device.
 *
 * <p>readings -> decide (one {@code DeviceState} per device, and its models) -> writes, commands,
 * explanations, dead-letters; and device-events, for the devices' parents and groups
 */
public final class DecisionTopology {
    static final String DEVICES = "devices";
    static final String MODELS = "models";
    static final String PARTITION = "partition";
    static final String TO_WRITES = "to-writes";
    static final String TO_COMMANDS = "to-commands";
    static final String TO_DEVICE_EVENTS = "to-device-events";
    static final String TO_EXPLANATIONS = "to-explanations";
    static final String TO_DEAD_LETTERS = "to-dead-letters";

    private DecisionTopology() {}

    /** What the processor needs beside its stores. */
    public record Needs(Known known, Freshness freshness, PartitionEnds ends, StreamMeter meter) {}

    public static Topology build(Topics topics, Needs needs) {
        StringSerializer keys = new StringSerializer();
        ByteArraySerializer values = new ByteArraySerializer();
        return new Topology()
                .addSource(
                        "readings",
                        new StringDeserializer(),
                        new ByteArrayDeserializer(),
                        topics.readings().name())
                .addProcessor(
                        "decide",
                        () -> new DecisionProcessor(needs, topics.readings().partitions()),
                        "readings")
                .addStateStore(store(DEVICES), "decide")
                .addStateStore(store(MODELS), "decide")
                .addStateStore(store(PARTITION), "decide")
                .addSink(TO_WRITES, topics.writes().name(), keys, values, "decide")
                .addSink(TO_COMMANDS, topics.commands().name(), keys, values, "decide")
                .addSink(TO_DEVICE_EVENTS, topics.deviceEvents().name(), keys, values, "decide")
                .addSink(TO_EXPLANATIONS, topics.explanations().name(), keys, values, explanationPartition(), "decide")
                .addSink(TO_DEAD_LETTERS, topics.deadLetters().name(), keys, values, "decide");
    }

    /** In memory, because a crash under exactly-once restores it from its changelog either way. */
    private static StoreBuilder<KeyValueStore<String, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                // What is not compacted is read again after a crash: at most such a segment and as much as is alive.
                .withLoggingEnabled(Map.of("segment.bytes", Integer.toString(16 * 1024 * 1024)))
                .withCachingDisabled();
    }

    /** An explanation stands in the partition of its device, where {@code explain} looks for it. */
    private static StreamPartitioner<String, byte[]> explanationPartition() {
        return (topic, key, value, partitions) -> Optional.of(Set.of(partitionOf(device(value), partitions)));
    }

    private static String device(byte[] explanation) {
        return Json.text(explanation, "device");
    }

    /** As Kafka's own producer places a key. */
    public static int partitionOf(String device, int partitions) {
        return Utils.toPositive(Utils.murmur2(device.getBytes(StandardCharsets.UTF_8))) % partitions;
    }
}
