package io.casewire.signals;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The mean and the standard deviation of a value, of which the past counts less and less. */
final class Spread {
    private final double weight;
    private long count;
    private double mean;
    private double variance;

    /** @param weight of the latest value, once there are enough */
    Spread(double weight) {
        this.weight = weight;
    }

    void add(double value) {
        double share = Math.max(weight, 1.0 / (count + 1));
        double apart = value - mean;
        mean += share * apart;
        variance = (1 - share) * (variance + share * apart * apart);
        count++;
    }

    long count() {
        return count;
    }

    double mean() {
        return mean;
    }

    double deviation() {
        return Math.sqrt(variance);
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeDouble(mean);
        out.writeDouble(variance);
    }

    void read(DataInput in) throws IOException {
        count = in.readLong();
        mean = in.readDouble();
        variance = in.readDouble();
    }
}
