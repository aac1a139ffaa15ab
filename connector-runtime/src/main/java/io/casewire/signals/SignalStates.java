package io.casewire.signals;

import io.casewire.model.StateOutput;
import java.io.ByteArrayInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the signals of one device remember, by the keys of their states. Bytes are made sense of when a signal asks for them: only its
 * definition says what they are, and a signal that means something else by now begins anew.
 */
public final class SignalStates {
    /** No deadline. */
    public static final long NONE = Memory.NONE;

    private static final long UNKNOWN = Long.MIN_VALUE;

    private final String device;
    private final Models models;
    private final Map<String, State> states = new TreeMap<>();
    private final Set<String> forgotten = new TreeSet<>();
    /** The first of their deadlines; {@link #UNKNOWN} since one was set. */
    private long silentAt = NONE;
    /** Whether any has had a model: most devices have none, and are asked about it at every reading. */
    private boolean learning;

    private SignalStage.@Nullable Asked asked;

    /** @param models what was kept beside, by the key of the signal's state */
    public SignalStates(String device, Models models) {
        this.device = device;
        this.models = models;
    }

    /** Reads what is too much to be written with each reading. */
    @FunctionalInterface
    public interface Models {
        /** @param key of the signal's state */
        byte @Nullable [] get(String key);
    }

    /** The memory of one signal, and when its silence begins. */
    final class State {
        private final String key;
        private @Nullable SignalDefinition signal;
        private int meaning;
        private byte @Nullable [] bytes;
        private @Nullable Memory memory;
        /** Of the bytes written last. */
        private int size = 64;

        private long deadline = NONE;

        private State(String key) {
            this.key = key;
        }

        long deadline() {
            return deadline;
        }

        void setDeadline(long at) {
            deadline = at;
            silentAt = UNKNOWN;
        }

        /** @param asksFor the signal's {@link SignalDefinition#meaning} */
        Memory memory(SignalDefinition asking, int asksFor) {
            Memory known = memory;
            if (known != null && (asking == signal || asking.equals(signal))) {
                return known;
            }
            boolean same = meaning == asksFor;
            signal = asking;
            if (known != null && same) {
                return known;
            }
            if (!same && (known != null || bytes != null)) {
                forgotten.add(key);
            }
            Memory made = Memory.of(asking, device, () -> models.get(key));
            if (bytes != null && same) {
                read(made, bytes);
            } else {
                setDeadline(NONE);
            }
            bytes = null;
            memory = made;
            learning |= made.learns();
            meaning = asksFor;
            return made;
        }

        private void read(Memory memory, byte[] bytes) {
            try {
                memory.read(new DataInputStream(new ByteArrayInputStream(bytes)));
            } catch (IOException e) {
                throw new UncheckedIOException("the state of a signal is damaged", e);
            }
        }

        private byte[] bytes() throws IOException {
            if (memory == null) {
                return bytes == null ? new byte[0] : bytes;
            }
            StateOutput written = new StateOutput(size);
            memory.write(written);
            byte[] whole = written.toBytes();
            size = whole.length;
            return whole;
        }
    }

    /** @param key the signal's domain and name, and what was done to its values */
    State of(String key) {
        State known = states.get(key);
        if (known == null) {
            // Formerly it stood under its name alone.
            State before = states.remove(key.substring(key.indexOf('/') + 1));
            known = before == null ? new State(key) : before;
            states.put(key, known);
        }
        return known;
    }

    /** What was asked for last, and has its states here still; null when nothing was. */
    SignalStage.@Nullable Asked asked() {
        return asked;
    }

    void remember(SignalStage.Asked last) {
        asked = last;
    }

    /** How many signals have one. */
    int size() {
        return states.size();
    }

    /** When the next silence begins, in milliseconds of the partition's clock. */
    public long silentAt() {
        if (silentAt == UNKNOWN) {
            long first = NONE;
            for (State state : states.values()) {
                first = Math.min(first, state.deadline);
            }
            silentAt = first;
        }
        return silentAt;
    }

    /** Gives up silences that should have begun by now and that nothing asked about. */
    public void settle(long clock) {
        postpone(clock, NONE);
    }

    /** Silences that should have begun by now are asked about later. */
    public void postpone(long clock, long until) {
        if (silentAt() <= clock) {
            states.values().stream()
                    .filter(state -> state.deadline <= clock)
                    .forEach(state -> state.setDeadline(until));
        }
    }

    /** The device was heard, though nothing is made of what it said: its silences do not begin before then. */
    public void heard(long notBefore) {
        states.values().stream()
                .filter(state -> state.deadline < notBefore)
                .forEach(state -> state.setDeadline(notBefore));
    }

    /** Forgets signals: a withdrawal deletes what was computed for its purpose. */
    public void forget(Predicate<String> signals) {
        if (states.isEmpty()) {
            return;
        }
        List<String> gone = states.keySet().stream().filter(signals).toList();
        if (!gone.isEmpty()) {
            states.keySet().removeAll(gone);
            asked = null;
            forgotten.addAll(gone);
            silentAt = UNKNOWN;
        }
    }

    /**
     * What is to be kept beside from now on, by the key of the signal's state; null of one that is to be deleted. Whoever takes
     * them has to keep them together with what {@link #write} writes then.
     */
    public Map<String, byte @Nullable []> takeModels() {
        if (states.isEmpty() && forgotten.isEmpty()) {
            return Map.of();
        }
        Map<String, byte @Nullable []> taken = new TreeMap<>();
        for (String key : forgotten) {
            if (models.get(key) != null) {
                taken.put(key, null);
            }
        }
        forgotten.clear();
        states.forEach((key, state) -> {
            byte[] model = state.memory == null ? null : state.memory.takeModel();
            if (model != null) {
                taken.put(key, model);
            }
        });
        return taken;
    }

    /** How many bytes each of them takes where it is kept, its model too. */
    public Map<String, Long> sizes() {
        Map<String, Long> sizes = new TreeMap<>();
        states.forEach((key, state) -> {
            byte[] model = models.get(key);
            try {
                sizes.put(key, (long) state.bytes().length + (model == null ? 0 : model.length));
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory cannot fail", e);
            }
        });
        return sizes;
    }

    /** About how much memory its models take. */
    public long modelBytes() {
        if (!learning) {
            return 0;
        }
        long bytes = 0;
        for (State state : states.values()) {
            bytes += state.memory == null ? 0 : state.memory.modelBytes();
        }
        return bytes;
    }

    public void write(DataOutput out) throws IOException {
        out.writeShort(states.size());
        for (Map.Entry<String, State> entry : states.entrySet()) {
            State state = entry.getValue();
            byte[] bytes = state.bytes();
            out.writeUTF(entry.getKey());
            out.writeLong(state.deadline);
            out.writeInt(state.meaning);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    public static SignalStates read(DataInput in, String device, Models models) throws IOException {
        SignalStates signals = new SignalStates(device, models);
        int size = in.readShort();
        for (int i = 0; i < size; i++) {
            State state = signals.of(in.readUTF());
            state.setDeadline(in.readLong());
            state.meaning = in.readInt();
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            state.bytes = bytes;
        }
        return signals;
    }

    /** Reads what was written before signals kept bytes of their own: who is silent, and when; everything else begins anew. */
    public static SignalStates ofBefore(DataInput in, String device, Models models) throws IOException {
        SignalStates signals = new SignalStates(device, models);
        int size = in.readShort();
        for (int i = 0; i < size; i++) {
            String name = in.readUTF();
            in.skipBytes(2 * Double.BYTES);
            boolean silent = in.readBoolean();
            long deadline = in.readLong();
            if (in.readBoolean()) {
                in.skipBytes(2 * Long.BYTES + 10 * (Double.BYTES + Integer.BYTES));
            }
            if (silent || deadline != NONE) {
                State state = signals.of(name);
                state.meaning = SignalDefinition.SILENT;
                state.setDeadline(deadline);
                state.bytes = new byte[] {(byte) (silent ? 1 : 0)};
            }
        }
        return signals;
    }
}
