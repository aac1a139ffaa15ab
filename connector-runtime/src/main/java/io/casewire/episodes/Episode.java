package io.casewire.episodes;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;

/** The life of one condition on one device. Times are milliseconds; {@code NONE} where there is none. */
final class Episode {
    static final long NONE = Long.MAX_VALUE;

    /** Where in its life it is. */
    enum Phase {
        /** It holds, but not yet long enough. */
        PENDING,
        OPEN,
        /** Over, but young enough to come back. */
        CLEARED
    }

    Phase phase = Phase.PENDING;
    String key = "";
    /** Revisions count transitions told to others; a higher one replaces a lower one. */
    int revision;

    long count;
    Instant firstSeen = Instant.EPOCH;
    Instant lastSeen = Instant.EPOCH;
    Instant clearedAt = Instant.EPOCH;
    String lastReading = "";
    long toldAt;
    /** When it began to wait, by the clock; known while it waits. */
    long began;
    /** When the hold time ends, the next update is due, or the memory of a cleared episode ends. */
    long deadline = NONE;

    void write(DataOutput out) throws IOException {
        out.writeByte(phase.ordinal());
        out.writeUTF(key);
        out.writeInt(revision);
        out.writeLong(count);
        out.writeLong(firstSeen.toEpochMilli());
        out.writeLong(lastSeen.toEpochMilli());
        out.writeLong(clearedAt.toEpochMilli());
        out.writeUTF(lastReading);
        out.writeLong(toldAt);
        out.writeLong(deadline);
        if (phase == Phase.PENDING) {
            out.writeLong(began);
        }
    }

    /** @param knowsBegin whether it was written by a Casewire that knew when it began to wait */
    static Episode read(DataInput in, boolean knowsBegin) throws IOException {
        Episode episode = new Episode();
        episode.phase = Phase.values()[in.readByte()];
        episode.key = in.readUTF();
        episode.revision = in.readInt();
        episode.count = in.readLong();
        episode.firstSeen = Instant.ofEpochMilli(in.readLong());
        episode.lastSeen = Instant.ofEpochMilli(in.readLong());
        episode.clearedAt = Instant.ofEpochMilli(in.readLong());
        episode.lastReading = in.readUTF();
        episode.toldAt = in.readLong();
        episode.deadline = in.readLong();
        if (knowsBegin && episode.phase == Phase.PENDING) {
            episode.began = in.readLong();
        }
        return episode;
    }
}
