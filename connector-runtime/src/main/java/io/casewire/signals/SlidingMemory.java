package io.casewire.signals;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A window that slides over event time in ten panes, of which it covers between nine and ten: ten aggregates, however many
 * readings come. It has no value before it was open for its whole length.
 */
final class SlidingMemory extends WindowMemory {
    private static final int PANES = 10;
    private static final int NONE_OF_THEM = -1;

    private final long length;
    private final long width;
    private final @Nullable Aggregate[] panes = new Aggregate[PANES];
    private final boolean orderless;
    /** All panes where their order changes nothing; else all but the newest, to which nothing is added most of the time. */
    private @Nullable Aggregate together;

    /** @param length at least a millisecond for each pane */
    SlidingMemory(SignalDefinition signal, long length) {
        super(signal);
        this.length = length;
        this.width = length / PANES;
        this.orderless = empty().isOrderless();
    }

    private long pane(long eventTime) {
        return Math.floorDiv(eventTime, width);
    }

    private long newest() {
        return pane(heard());
    }

    @Override
    void advance(long before, long now) {
        Aggregate closed = panes[slot(pane(before))];
        if (closed != null && pane(now) > pane(before)) {
            closed.close();
        }
        for (long next = Math.max(pane(before), pane(now) - PANES) + 1; next <= pane(now); next++) {
            if (!orderless || panes[slot(next)] != null) {
                together = null;
            }
            panes[slot(next)] = null;
        }
    }

    @Override
    void put(long eventTime, double value) {
        long pane = pane(eventTime);
        if (newest() - pane < PANES) {
            aggregate(pane).add(eventTime, value);
            Aggregate all = alongside();
            if (all != null) {
                all.add(eventTime, value);
            }
        }
    }

    @Override
    void hold(double value, long from, long to) {
        for (long pane = Math.max(newest() - PANES + 1, pane(from)); pane <= newest(); pane++) {
            long held = overlap(from, to, pane * width, (pane + 1) * width);
            if (held > 0) {
                aggregate(pane).hold(value, held);
                Aggregate all = alongside();
                if (all != null) {
                    all.hold(value, held);
                }
            }
        }
    }

    @Override
    @Nullable
    Double value() {
        if (heard() - first() < length) {
            return null;
        }
        if (orderless) {
            return allBut(NONE_OF_THEM).value();
        }
        int newest = slot(newest());
        Aggregate all = empty();
        all.merge(allBut(newest));
        merge(all, newest);
        return all.value();
    }

    /** What takes in what its panes take in, so that it need not be made again; null where there is no such thing now. */
    private @Nullable Aggregate alongside() {
        return orderless ? together : null;
    }

    /** Always in the same order: the same panes make the same value, to the last bit, after a restart too. */
    private Aggregate allBut(int without) {
        Aggregate known = together;
        if (known == null) {
            known = empty();
            for (int slot = 0; slot < PANES; slot++) {
                if (slot != without) {
                    merge(known, slot);
                }
            }
            together = known;
        }
        return known;
    }

    private void merge(Aggregate all, int slot) {
        Aggregate pane = panes[slot];
        if (pane != null) {
            all.merge(pane);
        }
    }

    private Aggregate aggregate(long number) {
        if (!orderless && number != newest()) {
            together = null;
        }
        int slot = slot(number);
        Aggregate pane = panes[slot];
        if (pane == null) {
            pane = empty();
            panes[slot] = pane;
        }
        return pane;
    }

    private static int slot(long pane) {
        return (int) Math.floorMod(pane, (long) PANES);
    }

    @Override
    void write(DataOutput out) throws IOException {
        super.write(out);
        for (Aggregate pane : panes) {
            out.writeBoolean(pane != null);
            if (pane != null) {
                pane.write(out);
            }
        }
    }

    @Override
    void read(DataInput in) throws IOException {
        super.read(in);
        for (int i = 0; i < PANES; i++) {
            panes[i] = in.readBoolean() ? readAggregate(in) : null;
        }
        together = null;
    }
}
