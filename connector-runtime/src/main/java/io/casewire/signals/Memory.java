package io.casewire.signals;

import io.casewire.signals.SignalDefinition.Function;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What one signal of one device remembers: bounded, whatever the device says. */
abstract class Memory {
    /** No deadline. */
    static final long NONE = Long.MAX_VALUE;

    /** @param late whether the device said something later before */
    abstract void add(long eventTime, double value, boolean late);

    /** A Double or a Boolean; null while there is none yet. @param eventTime of the reading that asks, which is heard as well */
    abstract @Nullable Object value(long eventTime);

    abstract void write(DataOutput out) throws IOException;

    abstract void read(DataInput in) throws IOException;

    static Memory of(SignalDefinition signal) {
        Function function = signal.function();
        if (function == Function.SILENCE) {
            return new SilenceMemory();
        } else if (!function.isOfWindow()) {
            return new LatestMemory(function);
        }
        SignalDefinition.Window window = Objects.requireNonNull(signal.window(), signal.name());
        long length = window.length().toMillis();
        return switch (window.kind()) {
            case SLIDING -> new SlidingMemory(signal, length);
            case TUMBLING ->
                new TumblingMemory(signal, length, window.lateness().toMillis());
            case SESSION -> new SessionMemory(signal, length);
        };
    }
}
