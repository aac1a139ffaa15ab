package io.casewire.pipeline;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** What a partition remembers beside its devices: the content in force, how alive its sources are, the day's cap. */
public final class PartitionState {
    private static final int VERSION = 1;
    private static final long DAY = 86_400_000L;

    private String content = "";
    private final Map<String, Long> sourceActiveAt = new TreeMap<>();
    private long registrationDay;
    private int registrations;
    private boolean changed;

    /** Hash of the content in force; empty until the first activation. */
    public String content() {
        return content;
    }

    public void activate(String hash) {
        content = hash;
        changed = true;
    }

    /** Taken down once a second at most: a finer answer would cost a write per reading. */
    void heard(String source, Instant at) {
        if (at.toEpochMilli() >= activeAt(source) + 1_000) {
            sourceActiveAt.put(source, at.toEpochMilli());
            changed = true;
        }
    }

    /** Whether anything changed since it was last asked. */
    public boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** When a source last delivered anything, in milliseconds. */
    long activeAt(String source) {
        return sourceActiveAt.getOrDefault(source, Long.MIN_VALUE / 2);
    }

    /** Takes one of the day's registrations; false when there is none left. */
    boolean mayRegister(Instant clock, int perDay) {
        long day = clock.toEpochMilli() / DAY;
        if (day != registrationDay) {
            registrationDay = day;
            registrations = 0;
        }
        if (registrations >= perDay) {
            return false;
        }
        registrations++;
        changed = true;
        return true;
    }

    public byte[] toBytes() {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeByte(VERSION);
            out.writeUTF(content);
            out.writeLong(registrationDay);
            out.writeInt(registrations);
            out.writeShort(sourceActiveAt.size());
            for (Map.Entry<String, Long> source : sourceActiveAt.entrySet()) {
                out.writeUTF(source.getKey());
                out.writeLong(source.getValue());
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
    }

    public static PartitionState fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalStateException("partition state of version " + version + ", this Casewire reads "
                        + VERSION + "; run the newer one");
            }
            PartitionState state = new PartitionState();
            state.content = in.readUTF();
            state.registrationDay = in.readLong();
            state.registrations = in.readInt();
            int size = in.readShort();
            for (int i = 0; i < size; i++) {
                state.sourceActiveAt.put(in.readUTF(), in.readLong());
            }
            return state;
        } catch (IOException e) {
            throw new UncheckedIOException("partition state is damaged", e);
        }
    }
}
