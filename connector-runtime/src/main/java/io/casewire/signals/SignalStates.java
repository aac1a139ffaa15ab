package io.casewire.signals;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the signals of one device remember, by signal name. */
public final class SignalStates {
    /** No deadline. */
    public static final long NONE = Long.MAX_VALUE;

    private final Map<String, State> states = new HashMap<>();
    private long silentAt = NONE;

    /** The memory of one signal; which parts are used depends on its function. */
    static final class State {
        double last = Double.NaN;
        double before = Double.NaN;
        boolean silent;
        long deadline = NONE;

        @Nullable
        Panes panes;
    }

    State of(String signal) {
        return states.computeIfAbsent(signal, name -> new State());
    }

    /** When the next silence begins, in milliseconds of the partition's clock. */
    public long silentAt() {
        return silentAt;
    }

    void recomputeDeadline() {
        silentAt = NONE;
        for (State state : states.values()) {
            silentAt = Math.min(silentAt, state.deadline);
        }
    }

    /** Gives up silences that should have begun by now and that nothing asked about. */
    public void settle(long clock) {
        if (silentAt <= clock) {
            states.values().stream().filter(state -> state.deadline <= clock).forEach(state -> state.deadline = NONE);
            recomputeDeadline();
        }
    }

    /** Forgets signals: a withdrawal deletes what was computed for its purpose. */
    public void forget(Predicate<String> signals) {
        if (states.keySet().removeIf(signals)) {
            recomputeDeadline();
        }
    }

    public void write(DataOutput out) throws IOException {
        out.writeShort(states.size());
        for (Map.Entry<String, State> entry : new TreeMap<>(states).entrySet()) {
            State state = entry.getValue();
            out.writeUTF(entry.getKey());
            out.writeDouble(state.last);
            out.writeDouble(state.before);
            out.writeBoolean(state.silent);
            out.writeLong(state.deadline);
            out.writeBoolean(state.panes != null);
            if (state.panes != null) {
                state.panes.write(out);
            }
        }
    }

    public static SignalStates read(DataInput in) throws IOException {
        SignalStates signals = new SignalStates();
        int size = in.readShort();
        for (int i = 0; i < size; i++) {
            State state = signals.of(in.readUTF());
            state.last = in.readDouble();
            state.before = in.readDouble();
            state.silent = in.readBoolean();
            state.deadline = in.readLong();
            state.panes = in.readBoolean() ? Panes.read(in) : null;
        }
        signals.recomputeDeadline();
        return signals;
    }
}
