package io.casewire.signals;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Whether the device is silent. When it will be stands in {@link SignalStates}, for the clock to ask. */
final class SilenceMemory extends Memory {
    private boolean silent;

    void set(boolean isSilent) {
        silent = isSilent;
    }

    @Override
    void add(long eventTime, double[] values, boolean late) {
        silent = false;
    }

    @Override
    @Nullable
    Object value(long eventTime) {
        return silent;
    }

    @Override
    void write(DataOutput out) throws IOException {
        out.writeBoolean(silent);
    }

    @Override
    void read(DataInput in) throws IOException {
        silent = in.readBoolean();
    }
}
