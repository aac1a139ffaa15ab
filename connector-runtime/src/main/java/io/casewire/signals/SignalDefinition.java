package io.casewire.signals;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value over a device's readings, as a file under {@code mappings/signals/} declares it.
 *
 * @param purpose the one purpose it may serve
 * @param of the fields it is computed from: several only of an anomaly, latitude and longitude of a distance or speed, none for silence and for a count of readings
 * @param window what it looks back at, or how long a device may say nothing; null where only the latest values count
 * @param argument the percentile, from 0 to 100, or the limit a value is above; 0 for other functions
 * @param table of a score, what values are worth; else null
 * @param place where it stands: file, line and column
 */
public record SignalDefinition(
        String name,
        String domain,
        String purpose,
        Function function,
        List<String> of,
        @Nullable Window window,
        double argument,
        @Nullable ScoreTable table,
        String place) {

    /** What the state of every silence was computed for. */
    static final int SILENT = Function.SILENCE.name().hashCode();

    public SignalDefinition {
        of = List.copyOf(of);
    }

    /** Of anything but a score, that stands in no file. */
    public SignalDefinition(
            String name,
            String domain,
            String purpose,
            Function function,
            List<String> of,
            @Nullable Window window,
            double argument) {
        this(name, domain, purpose, function, of, window, argument, null, "");
    }

    /** Which readings belong together, by event time. */
    public enum WindowKind {
        /** Those of the last while, moved on in ten panes. */
        SLIDING,
        /** Those of whole hours, whole days and so on, counted from 1970 in UTC; it tells of the last one that is over. */
        TUMBLING,
        /** Those that follow each other with no larger gap than the window's length; it tells of the one that goes on. */
        SESSION
    }

    /**
     * How readings are divided.
     *
     * @param lateness how long a tumbling window waits for what comes late, by the device's own event time
     */
    public record Window(WindowKind kind, Duration length, Duration lateness) {}

    /** What is computed. */
    public enum Function {
        /** The value of the latest reading that had the field. */
        LAST,
        /** The latest value less the one before it. */
        CHANGE,
        /** How much the value changed per second between the latest two readings that had the field. */
        RATE,
        /** Metres along the great circle between the latest two positions. */
        DISTANCE,
        /** Metres a second that it took to be at both. */
        SPEED,
        /** The mean. */
        AVERAGE,
        MIN,
        MAX,
        /** A percentile, to within one per cent of its value. */
        PERCENTILE,
        /** By how much the value grows per second: the straight line with the least squares of error. */
        SLOPE,
        /** How many readings had the field; of a Boolean field, in how many it was true. */
        COUNT,
        /** For how many seconds the value was above the limit, or a Boolean true; a value holds until the next one. */
        TIME_ABOVE,
        /** True when the device said nothing for the window while its source did. */
        SILENCE,
        /** How unusual the latest values are, see {@link AnomalyDetector}. */
        ANOMALY,
        /** What the latest values are worth together, by a table; missing while one of them is, or is older than the window. */
        SCORE,
        /** The most that one of them is worth. */
        WORST;

        boolean isOfWindow() {
            return !isOfLatest() && this != SILENCE && this != ANOMALY && !isOfTable();
        }

        private boolean isOfLatest() {
            return this == LAST || this == CHANGE || this == RATE || isOfPositions();
        }

        /** Whether it looks at a latitude and a longitude. */
        boolean isOfPositions() {
            return this == DISTANCE || this == SPEED;
        }

        /** Whether a table says what values are worth. */
        public boolean isOfTable() {
            return this == SCORE || this == WORST;
        }
    }

    /** Its name among those of all domains: a device may speak in several. */
    String id() {
        return domain + "/" + name;
    }

    /** What its state has to have been computed for: a signal that means something else begins anew. */
    int meaning() {
        String fields = of.isEmpty() ? null : String.join(",", of);
        // Who is silent stays so, however long it takes from now on.
        return function == Function.SILENCE
                ? SILENT
                : (purpose + "|" + function + "|" + fields + "|" + window + "|" + argument
                                + (table == null ? "" : "|" + table))
                        .hashCode();
    }
}
