package io.casewire.identity;

import io.casewire.ingest.RawReading;
import io.casewire.model.ReadingId;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Readings that wait for their device to become known, in the order they came; bounded by the policy. */
public final class HeldReadings {
    /** No deadline. */
    public static final long NONE = Long.MAX_VALUE;

    private static final long SETTLED_FOR = 60_000;

    /** All that waits for one device goes into one record of the state's changelog, whose size is limited. */
    private static final int MAX_BYTES = 512 * 1024;

    private final Deque<RawReading> readings = new ArrayDeque<>();
    private int bytes;
    private long retryAt = NONE;
    private boolean registered;

    public boolean isEmpty() {
        return readings.isEmpty();
    }

    public int size() {
        return readings.size();
    }

    /** When the device is looked up again, in milliseconds of the partition's clock. */
    public long retryAt() {
        return retryAt;
    }

    /** Whether an Asset was already asked for. */
    public boolean isRegistered() {
        return registered;
    }

    public void markRegistered() {
        registered = true;
    }

    /** Whether one more may wait; a first one always may. */
    public boolean hasRoomFor(RawReading reading, IdentityPolicy policy) {
        return readings.isEmpty()
                || (readings.size() < policy.heldPerDevice() && bytes + reading.payload().length <= MAX_BYTES);
    }

    public void hold(RawReading reading, IdentityPolicy policy) {
        add(reading);
        if (retryAt == NONE) {
            retryAt = reading.receivedAt().toEpochMilli() + policy.retry().toMillis();
        }
    }

    private void add(RawReading reading) {
        readings.addLast(reading);
        bytes += reading.payload().length;
    }

    public void retryLater(long clock, IdentityPolicy policy) {
        retryAt = clock + policy.retry().toMillis();
    }

    /** Looks again some time later where nothing else said when. */
    public void settle(long clock) {
        if (retryAt <= clock) {
            retryAt = clock + SETTLED_FOR;
        }
    }

    /** Hands out everything, oldest first, and is empty afterwards. */
    public List<RawReading> release() {
        List<RawReading> released = new ArrayList<>(readings);
        readings.clear();
        bytes = 0;
        retryAt = NONE;
        registered = false;
        return released;
    }

    public void write(DataOutput out) throws IOException {
        out.writeShort(readings.size());
        out.writeLong(retryAt);
        out.writeBoolean(registered);
        for (RawReading reading : readings) {
            out.writeUTF(reading.id().toString());
            out.writeUTF(reading.format());
            out.writeUTF(reading.source());
            out.writeUTF(reading.topic());
            out.writeLong(reading.receivedAt().toEpochMilli());
            out.writeBoolean(reading.retained());
            out.writeUTF(reading.messageId() == null ? "" : reading.messageId());
            out.writeInt(reading.payload().length);
            out.write(reading.payload());
        }
    }

    public static HeldReadings read(DataInput in, String device) throws IOException {
        HeldReadings held = new HeldReadings();
        int size = in.readShort();
        held.retryAt = in.readLong();
        held.registered = in.readBoolean();
        for (int i = 0; i < size; i++) {
            ReadingId id = ReadingId.parse(in.readUTF());
            String format = in.readUTF();
            String source = in.readUTF();
            String topic = in.readUTF();
            Instant receivedAt = Instant.ofEpochMilli(in.readLong());
            boolean retained = in.readBoolean();
            String messageId = in.readUTF();
            byte[] payload = new byte[in.readInt()];
            in.readFully(payload);
            held.add(new RawReading(
                    id,
                    device,
                    format,
                    source,
                    topic,
                    receivedAt,
                    retained,
                    messageId.isEmpty() ? null : messageId,
                    payload));
        }
        return held;
    }
}
