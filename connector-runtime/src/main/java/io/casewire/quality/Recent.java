package io.casewire.quality;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * What a device sent lately, as fingerprints in a ring: enough to recognise what a broker delivers again after a crash.
 *
 * <p>Bounded: {@value #CAPACITY} fingerprints of 8 bytes, however long the device lives.
 */
public final class Recent {
    /** So many readings, one after the other, may come again and are recognised. */
    public static final int CAPACITY = 32;

    private final long[] fingerprints = new long[CAPACITY];
    private int size;
    private int next;
    private long lastEventTime = Long.MIN_VALUE;

    boolean seen(long fingerprint) {
        for (int i = 0; i < size; i++) {
            if (fingerprints[i] == fingerprint) {
                return true;
            }
        }
        return false;
    }

    boolean isLate(Instant eventTime) {
        return eventTime.toEpochMilli() < lastEventTime;
    }

    void remember(long fingerprint, Instant eventTime) {
        fingerprints[next] = fingerprint;
        next = (next + 1) % CAPACITY;
        size = Math.min(size + 1, CAPACITY);
        lastEventTime = Math.max(lastEventTime, eventTime.toEpochMilli());
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(size);
        out.writeByte(next);
        for (int i = 0; i < size; i++) {
            out.writeLong(fingerprints[i]);
        }
        out.writeLong(lastEventTime);
    }

    public static Recent read(DataInput in) throws IOException {
        Recent recent = new Recent();
        recent.size = in.readByte();
        recent.next = in.readByte();
        byte[] bytes = new byte[recent.size * Long.BYTES];
        in.readFully(bytes);
        ByteBuffer.wrap(bytes).asLongBuffer().get(recent.fingerprints, 0, recent.size);
        recent.lastEventTime = in.readLong();
        return recent;
    }
}
