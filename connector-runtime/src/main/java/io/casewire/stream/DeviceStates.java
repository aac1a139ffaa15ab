package io.casewire.stream;

import io.casewire.pipeline.DeviceState;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The states of one partition's devices: as bytes in a store, and the latest ones as objects too, because reading the
 * bytes again costs as much as evaluating thirty rules.
 */
final class DeviceStates {
    /** About a kilobyte each. */
    private static final int DECODED = 5_000;

    private final Bytes store;
    private final Map<String, DeviceState> decoded = new HashMap<>();

    /** States by device, wherever they are kept. */
    interface Bytes {
        byte @Nullable [] get(String device);

        void put(String device, byte[] state);

        void forEach(BiConsumer<String, byte[]> visitor);

        /** Kept for as long as somebody needs them. */
        static Bytes inMemory() {
            Map<String, byte[]> states = new HashMap<>();
            return new Bytes() {
                @Override
                public byte @Nullable [] get(String device) {
                    return states.get(device);
                }

                @Override
                public void put(String device, byte[] state) {
                    states.put(device, state);
                }

                @Override
                public void forEach(BiConsumer<String, byte[]> visitor) {
                    states.forEach(visitor);
                }
            };
        }
    }

    DeviceStates(Bytes store) {
        this.store = store;
    }

    void forEach(Consumer<DeviceState> visitor) {
        store.forEach((device, bytes) -> visitor.accept(DeviceState.fromBytes(device, bytes)));
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
