package io.casewire.signals;

import io.casewire.signals.SignalDefinition.Function;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one signal of one device remembers: bounded, whatever the device says. */
abstract class Memory {
    /** No deadline. */
    static final long NONE = Long.MAX_VALUE;

    /**
     * @param values of the signal's fields
     * @param late whether the device said something later before
     */
    abstract void add(long eventTime, double[] values, boolean late);

    /** A Double or a Boolean; null while there is none yet. @param eventTime of the reading that asks, which is heard as well */
    abstract @Nullable Object value(long eventTime);

    abstract void write(DataOutput out) throws IOException;

    abstract void read(DataInput in) throws IOException;

    /** What is to be kept beside from now on, because it is too much to be written with each reading; null for nothing. */
    byte @Nullable [] takeModel() {
        return null;
    }

    /** Whether it may have a model. */
    boolean learns() {
        return false;
    }

    /** About how much memory its model takes now. */
    long modelBytes() {
        return 0;
    }

    /**
     * An empty one.
     *
     * @param model what was kept beside, for a memory that is read
     */
    static Memory of(SignalDefinition signal, String device, Supplier<byte @Nullable []> model) {
        Function function = signal.function();
        if (function == Function.SILENCE) {
            return new SilenceMemory();
        } else if (function == Function.ANOMALY) {
            return new AnomalyMemory(signal.of().size(), AnomalyDetector.seed(device, signal.id()), model);
        } else if (function.isOfTable()) {
            SignalDefinition.Window age = signal.window();
            return new ScoreMemory(
                    Objects.requireNonNull(signal.table(), signal.name()),
                    function == Function.WORST,
                    age == null ? Long.MAX_VALUE : age.length().toMillis());
        } else if (function.isOfPositions()) {
            return new TravelMemory(function == Function.SPEED);
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
