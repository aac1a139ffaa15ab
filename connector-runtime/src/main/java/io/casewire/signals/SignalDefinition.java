package io.casewire.signals;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A value over a device's readings, as a file under {@code mappings/signals/} declares it. All are exact.
 *
 * @param purpose the one purpose it may serve
 * @param of the field it is computed from; null for silence
 * @param window how far back an average looks, or how long a device may say nothing
 */
public record SignalDefinition(
        String name, String domain, String purpose, Function function, @Nullable String of, @Nullable Duration window) {

    /** What is computed. */
    public enum Function {
        /** The value of the latest reading that had the field. */
        LAST,
        /** The latest value less the one before it. */
        CHANGE,
        /** The mean over a sliding window of event time, in ten panes; warming until one window has passed. */
        AVERAGE,
        /** True when the device said nothing for the window while its source did. */
        SILENCE
    }
}
