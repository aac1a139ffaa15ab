package io.casewire.signals;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How far it is between the latest two positions, or how fast one had to travel. What comes late does not count. */
final class TravelMemory extends Memory {
    /** Mean radius in metres (IUGG). */
    private static final double EARTH = 6_371_008.8;

    private static final double MILLIS = 1_000;

    private final boolean speed;
    private double latitude = Double.NaN;
    private double longitude = Double.NaN;
    private long at;
    /** Metres from the position before, and the milliseconds it took. */
    private double distance = Double.NaN;

    private long took;

    /** @param speed whether it tells metres a second, and not metres */
    TravelMemory(boolean speed) {
        this.speed = speed;
    }

    @Override
    void add(long eventTime, double[] values, boolean late) {
        if (late) {
            return;
        }
        distance = metres(latitude, longitude, values[0], values[1]);
        took = eventTime - at;
        latitude = values[0];
        longitude = values[1];
        at = eventTime;
    }

    /** Along the great circle, by the haversine formula. */
    private static double metres(double fromLatitude, double fromLongitude, double toLatitude, double toLongitude) {
        double across = Math.sin(Math.toRadians(toLatitude - fromLatitude) / 2);
        double along = Math.sin(Math.toRadians(toLongitude - fromLongitude) / 2);
        double chord = across * across
                + Math.cos(Math.toRadians(fromLatitude)) * Math.cos(Math.toRadians(toLatitude)) * along * along;
        return 2 * EARTH * Math.asin(Math.sqrt(Math.min(1, chord)));
    }

    @Override
    @Nullable
    Object value(long eventTime) {
        if (Double.isNaN(distance) || (speed && took <= 0)) {
            return null;
        }
        return speed ? distance * MILLIS / took : distance;
    }

    @Override
    void write(DataOutput out) throws IOException {
        out.writeDouble(latitude);
        out.writeDouble(longitude);
        out.writeLong(at);
        out.writeDouble(distance);
        out.writeLong(took);
    }

    @Override
    void read(DataInput in) throws IOException {
        latitude = in.readDouble();
        longitude = in.readDouble();
        at = in.readLong();
        distance = in.readDouble();
        took = in.readLong();
    }
}
