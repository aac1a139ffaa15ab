package io.casewire.signals;

import io.casewire.signals.SignalDefinition.Function;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What is kept of values that belong together, so that two such sums make one. */
abstract class Aggregate {
    abstract void add(long eventTime, double value);

    /** A value held for so long. */
    void hold(double value, long millis) {}

    /** Hardly anything will be added any more: it may take less room, until something is. */
    void close() {}

    /** Whether the same finite values make the same of it, to the last bit, in whatever order they are added and merged. */
    boolean isOrderless() {
        return false;
    }

    /** Takes another of the same kind in. */
    abstract void merge(Aggregate other);

    /** Null where nothing was added and nothing can be said of nothing. */
    abstract @Nullable Double value();

    abstract void write(DataOutput out) throws IOException;

    abstract void read(DataInput in) throws IOException;

    static Aggregate of(SignalDefinition signal) {
        return switch (signal.function()) {
            case AVERAGE -> new Mean();
            case MIN -> new Extreme(-1);
            case MAX -> new Extreme(1);
            case COUNT -> new Count();
            case SLOPE -> new Slope();
            case TIME_ABOVE -> new TimeAbove(signal.argument());
            case PERCENTILE -> new Percentile(signal.argument());
            default -> throw new IllegalArgumentException(signal.function() + " has no window");
        };
    }

    static boolean holds(SignalDefinition signal) {
        return signal.function() == Function.TIME_ABOVE;
    }

    private static final class Mean extends Aggregate {
        private double sum;
        private long count;

        @Override
        void add(long eventTime, double value) {
            sum += value;
            count++;
        }

        @Override
        void merge(Aggregate other) {
            sum += ((Mean) other).sum;
            count += ((Mean) other).count;
        }

        @Override
        @Nullable
        Double value() {
            return count == 0 ? null : (Double) (sum / count);
        }

        @Override
        void write(DataOutput out) throws IOException {
            out.writeDouble(sum);
            out.writeLong(count);
        }

        @Override
        void read(DataInput in) throws IOException {
            sum = in.readDouble();
            count = in.readLong();
        }
    }

    private static final class Extreme extends Aggregate {
        private final int sign;
        private double most = Double.NaN;

        /** @param sign 1 for the largest value, -1 for the smallest */
        Extreme(int sign) {
            this.sign = sign;
        }

        @Override
        void add(long eventTime, double value) {
            if (Double.isNaN(most) || sign * Double.compare(value, most) > 0) {
                most = value;
            }
        }

        @Override
        boolean isOrderless() {
            return true;
        }

        @Override
        void merge(Aggregate other) {
            double theirs = ((Extreme) other).most;
            if (!Double.isNaN(theirs)) {
                add(0, theirs);
            }
        }

        @Override
        @Nullable
        Double value() {
            return Double.isNaN(most) ? null : (Double) most;
        }

        @Override
        void write(DataOutput out) throws IOException {
            out.writeDouble(most);
        }

        @Override
        void read(DataInput in) throws IOException {
            most = in.readDouble();
        }
    }

    /** A whole number of something, which is 0 of nothing. */
    private abstract static class Tally extends Aggregate {
        long sum;

        @Override
        boolean isOrderless() {
            return true;
        }

        @Override
        void merge(Aggregate other) {
            sum += ((Tally) other).sum;
        }

        @Override
        void write(DataOutput out) throws IOException {
            out.writeLong(sum);
        }

        @Override
        void read(DataInput in) throws IOException {
            sum = in.readLong();
        }
    }

    private static final class Count extends Tally {
        @Override
        void add(long eventTime, double value) {
            sum += value == 0 ? 0 : 1;
        }

        @Override
        Double value() {
            return (double) sum;
        }
    }

    /** Means and how they vary together, which lose no precision however large the times are. */
    private static final class Slope extends Aggregate {
        private static final double MILLIS = 1_000;

        private double count;
        private double meanTime;
        private double meanValue;
        private double timeTime;
        private double timeValue;

        @Override
        void add(long eventTime, double value) {
            merge(1, eventTime, value, 0, 0);
        }

        @Override
        void merge(Aggregate other) {
            Slope theirs = (Slope) other;
            merge(theirs.count, theirs.meanTime, theirs.meanValue, theirs.timeTime, theirs.timeValue);
        }

        private void merge(double n, double time, double value, double ofTime, double ofBoth) {
            if (n == 0) {
                return;
            }
            double all = count + n;
            double apart = time - meanTime;
            double weight = count * n / all;
            timeTime += ofTime + apart * apart * weight;
            timeValue += ofBoth + apart * (value - meanValue) * weight;
            meanTime += apart * n / all;
            meanValue += (value - meanValue) * n / all;
            count = all;
        }

        @Override
        @Nullable
        Double value() {
            return timeTime == 0 ? null : (Double) (timeValue / timeTime * MILLIS);
        }

        @Override
        void write(DataOutput out) throws IOException {
            out.writeDouble(count);
            out.writeDouble(meanTime);
            out.writeDouble(meanValue);
            out.writeDouble(timeTime);
            out.writeDouble(timeValue);
        }

        @Override
        void read(DataInput in) throws IOException {
            count = in.readDouble();
            meanTime = in.readDouble();
            meanValue = in.readDouble();
            timeTime = in.readDouble();
            timeValue = in.readDouble();
        }
    }

    private static final class TimeAbove extends Tally {
        private static final double MILLIS = 1_000;

        private final double limit;

        TimeAbove(double limit) {
            this.limit = limit;
        }

        @Override
        void add(long eventTime, double value) {
            // It counts by how long it holds.
        }

        @Override
        void hold(double value, long millis) {
            if (value > limit) {
                sum += millis;
            }
        }

        @Override
        Double value() {
            return sum / MILLIS;
        }
    }
}
