package io.casewire.signals;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A sliding mean over event time in ten panes: ten sums and counts, however many readings come. */
final class Panes {
    static final int COUNT = 10;

    private final double[] sums = new double[COUNT];
    private final int[] counts = new int[COUNT];
    private long newest = Long.MIN_VALUE;
    private long first = Long.MIN_VALUE;

    /** @param windowMillis length of the window; a value older than it is ignored */
    void add(long eventTime, double value, long windowMillis) {
        long pane = Math.floorDiv(eventTime, width(windowMillis));
        advance(pane);
        if (newest - pane < COUNT) {
            int slot = (int) Math.floorMod(pane, (long) COUNT);
            sums[slot] += value;
            counts[slot]++;
        }
        first = first == Long.MIN_VALUE ? eventTime : Math.min(first, eventTime);
    }

    /** The mean, or null while less than one window has passed since the first value. */
    @Nullable
    Double mean(long eventTime, long windowMillis) {
        advance(Math.floorDiv(eventTime, width(windowMillis)));
        double sum = 0;
        long count = 0;
        for (int i = 0; i < COUNT; i++) {
            sum += sums[i];
            count += counts[i];
        }
        boolean warm = first != Long.MIN_VALUE && eventTime - first >= windowMillis;
        return warm && count > 0 ? sum / count : null;
    }

    private void advance(long pane) {
        if (newest == Long.MIN_VALUE || pane - newest >= COUNT) {
            Arrays.fill(sums, 0);
            Arrays.fill(counts, 0);
            newest = pane;
        }
        while (newest < pane) {
            newest++;
            int slot = (int) Math.floorMod(newest, (long) COUNT);
            sums[slot] = 0;
            counts[slot] = 0;
        }
    }

    private static long width(long windowMillis) {
        return Math.max(1, windowMillis / COUNT);
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(newest);
        out.writeLong(first);
        for (int i = 0; i < COUNT; i++) {
            out.writeDouble(sums[i]);
            out.writeInt(counts[i]);
        }
    }

    static Panes read(DataInput in) throws IOException {
        Panes panes = new Panes();
        panes.newest = in.readLong();
        panes.first = in.readLong();
        for (int i = 0; i < COUNT; i++) {
            panes.sums[i] = in.readDouble();
            panes.counts[i] = in.readInt();
        }
        return panes;
    }
}
