package io.casewire.stream;

import io.casewire.pipeline.DeviceState;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The states of one partition's devices: as bytes in a store that Kafka keeps safe, and the latest ones as objects too,
 * because reading the bytes again costs as much as evaluating thirty rules.
 */
final class DeviceStates {
    /** About a kilobyte each. */
    private static final int DECODED = 5_000;

    private final KeyValueStore<String, byte[]> store;
    private final Map<String, DeviceState> decoded = new HashMap<>();

    DeviceStates(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    void forEach(Consumer<DeviceState> visitor) {
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                visitor.accept(DeviceState.fromBytes(entry.key, entry.value));
            }
        }
    }

    /** The device's state; what is done to it counts once it is kept, and {@link #undo} takes it back before that. */
    DeviceState load(String device) {
        DeviceState known = decoded.get(device);
        if (known != null) {
            return known;
        }
        byte[] bytes = store.get(device);
        return bytes == null ? DeviceState.empty(device) : DeviceState.fromBytes(device, bytes);
    }

    void keep(DeviceState state) {
        store.put(state.device(), state.toBytes());
        if (state.waiting() == 0) {
            if (decoded.size() >= DECODED) {
                decoded.clear();
            }
            decoded.put(state.device(), state);
        } else {
            // Waiting readings are whole payloads.
            decoded.remove(state.device());
        }
    }

    /** The state as it was kept last. */
    DeviceState undo(String device) {
        decoded.remove(device);
        return load(device);
    }
}
