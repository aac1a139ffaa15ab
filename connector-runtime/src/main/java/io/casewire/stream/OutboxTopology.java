package io.casewire.stream;

import io.casewire.delivery.Call;
import io.casewire.delivery.OutboxSettings;
import io.casewire.delivery.OutboxStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * From writes to calls, and from receipts to what is still to do.
 *
 * <p>writes, receipts, jobs, allowances, brakes -> plan (the wanted state of every record) -> calls, dead-letters
 */
public final class OutboxTopology {
    static final String ENTRIES = "outbox";
    static final String BUDGET = "budget";
    static final String BRAKES = "brakes";
    static final String JOBS = "jobs";
    static final String TO_CALLS = "to-calls";
    static final String TO_DEAD_LETTERS = "to-dead-letters";

    private OutboxTopology() {}

    /** @param status is told how the outbox stands, some times a second */
    public static Topology build(
            Topics topics, OutboxSettings settings, MeterRegistry meters, Consumer<OutboxStatus> status) {
        StringDeserializer keys = new StringDeserializer();
        ByteArrayDeserializer values = new ByteArrayDeserializer();
        return new Topology()
                .addSource("writes", keys, values, topics.writes().name())
                .addSource("receipts", keys, values, topics.receipts().name())
                .addSource("jobs", keys, values, topics.jobs().name())
                .addSource("allowances", keys, values, topics.allowances().name())
                .addSource("brakes", keys, values, topics.brakes().name())
                .addProcessor(
                        "plan",
                        () -> new OutboxProcessor(topics, settings, meters, status),
                        "writes",
                        "receipts",
                        "jobs",
                        "allowances",
                        "brakes")
                .addStateStore(store(ENTRIES), "plan")
                .addStateStore(store(BUDGET), "plan")
                .addStateStore(store(BRAKES), "plan")
                .addStateStore(store(JOBS), "plan")
                .addSink(
                        TO_CALLS,
                        topics.calls().name(),
                        new StringSerializer(),
                        new ByteArraySerializer(),
                        byChannel(),
                        "plan")
                .addSink(
                        TO_DEAD_LETTERS,
                        topics.deadLetters().name(),
                        new StringSerializer(),
                        new ByteArraySerializer(),
                        "plan");
    }

    private static StoreBuilder<KeyValueStore<String, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                .withCachingDisabled();
    }

    /** A channel is a partition; the key says which. */
    private static StreamPartitioner<String, byte[]> byChannel() {
        return (topic, key, value, partitions) -> Optional.of(Set.of(Integer.parseInt(key) % partitions));
    }

    static String key(Call call) {
        return Integer.toString(call.channel());
    }
}
