package io.casewire.stream;

import io.casewire.pipeline.DeviceState;
import io.casewire.signals.SignalStates;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
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

    /** Models in memory may take a quarter of the heap. */
    private static final int SHARE_OF_HEAP = 4;

    private final Bytes store;
    private final Bytes models;
    private final long mostModelBytes;
    private final boolean eager;
    private final Map<String, Decoded> decoded = new HashMap<>();
    private long modelBytes;

    private record Decoded(DeviceState state, long modelBytes) {
        boolean isOf(DeviceState other, long bytes) {
            return state == other && modelBytes == bytes;
        }
    }

    /** Bytes by key, wherever they are kept. */
    interface Bytes {
        byte @Nullable [] get(String key);

        /** @param value null deletes */
        void put(String key, byte @Nullable [] value);

        void forEach(BiConsumer<String, byte[]> visitor);

        /** Kept for as long as somebody needs them. */
        static Bytes inMemory() {
            Map<String, byte[]> states = new HashMap<>();
            return new Bytes() {
                @Override
                public byte @Nullable [] get(String key) {
                    return states.get(key);
                }

                @Override
                public void put(String key, byte @Nullable [] value) {
                    if (value == null) {
                        states.remove(key);
                    } else {
                        states.put(key, value);
                    }
                }

                @Override
                public void forEach(BiConsumer<String, byte[]> visitor) {
                    states.forEach(visitor);
                }
            };
        }
    }

    /**
     * @param store by device
     * @param models of their signals, which are too much to be written with each reading
     * @param partitions how many such this process may have to hold
     */
    DeviceStates(Bytes store, Bytes models, int partitions) {
        this(store, models, partitions, true);
    }

    private DeviceStates(Bytes store, Bytes models, int partitions, boolean eager) {
        this.store = store;
        this.models = models;
        this.mostModelBytes = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / partitions;
        this.eager = eager;
    }

    static DeviceStates inMemory() {
        return new DeviceStates(Bytes.inMemory(), Bytes.inMemory(), 1);
    }

    /**
     * In memory, and as bytes only where there are more than fit as objects. Nothing can be taken back: after a bug a device goes on with
     * what was done to its state until then.
     */
    static DeviceStates inMemoryOnly(int partitions) {
        return new DeviceStates(Bytes.inMemory(), Bytes.inMemory(), partitions, false);
    }

    void forEach(Consumer<DeviceState> visitor) {
        store.forEach((device, bytes) -> visitor.accept(DeviceState.fromBytes(device, bytes, models(device))));
    }

    /** Some of the devices it knows, each as it is now. */
    void forSome(int most, Consumer<DeviceState> visitor) {
        Set<String> devices = new LinkedHashSet<>();
        store.forEach((device, bytes) -> {
            if (devices.size() < most) {
                devices.add(device);
            }
        });
        decoded.keySet().stream().limit(most).forEach(devices::add);
        devices.stream().limit(most).forEach(device -> visitor.accept(load(device)));
    }

    private SignalStates.Models models(String device) {
        return signal -> models.get(modelKey(device, signal));
    }

    private static String modelKey(String device, String signal) {
        return device + '\n' + signal;
    }

    /** The device's state; what is done to it counts once it is kept, and {@link #undo} takes it back before that. */
    DeviceState load(String device) {
        Decoded known = decoded.get(device);
        if (known != null) {
            return known.state();
        }
        byte[] bytes = store.get(device);
        return bytes == null
                ? DeviceState.empty(device, models(device))
                : DeviceState.fromBytes(device, bytes, models(device));
    }

    /** Keeps what was done to a state; of one that expired, nothing. */
    void keep(DeviceState state) {
        // Waiting readings are whole payloads.
        boolean stays = state.waiting() == 0 && !state.isExpired();
        if (eager || !stays) {
            write(state);
        }
        if (!stays) {
            evict(state.device());
            return;
        }
        long ofModels = state.modelBytes();
        if (!eager && ofModels > 0) {
            // They gather what they were told until somebody takes it.
            keepModels(state.device(), state.takeModels());
        }
        Decoded before = decoded.get(state.device());
        // Mostly it stands there as it is.
        if (before == null || !before.isOf(state, ofModels)) {
            evict(state.device());
            remember(state, ofModels);
        }
    }

    /** Where there is no room for it, none of the others is remembered either. */
    private void remember(DeviceState state, long ofModels) {
        if (decoded.size() >= DECODED || modelBytes + ofModels > mostModelBytes) {
            if (!eager) {
                decoded.values().forEach(it -> write(it.state()));
            }
            decoded.clear();
            modelBytes = 0;
        }
        decoded.put(state.device(), new Decoded(state, ofModels));
        modelBytes += ofModels;
    }

    private void write(DeviceState state) {
        // First all of the bytes, and then nothing that could fail between what belongs together.
        Map<String, byte @Nullable []> learned = state.takeModels();
        byte[] bytes = state.isExpired() ? null : state.toBytes();
        keepModels(state.device(), learned);
        store.put(state.device(), bytes);
    }

    private void keepModels(String device, Map<String, byte @Nullable []> learned) {
        learned.forEach((signal, model) -> models.put(modelKey(device, signal), model));
    }

    private void evict(String device) {
        Decoded before = decoded.remove(device);
        modelBytes -= before == null ? 0 : before.modelBytes();
    }

    /** The state as it was kept last, where that can be told. */
    DeviceState undo(String device) {
        if (eager) {
            evict(device);
        }
        return load(device);
    }
}
