package io.casewire.episodes;

import io.casewire.model.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The life of one condition on one device. Times are milliseconds; {@code NONE} where there is none. */
final class Episode {
    static final long NONE = Long.MAX_VALUE;

    /** Where in its life it is. */
    enum Phase {
        /** It holds, but not yet long enough. */
        PENDING,
        OPEN,
        /** Over, but young enough to come back. */
        CLEARED,
        /** People closed its Case or did away with it while it was open; forgotten once its condition is over. */
        ENDED
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
    /** How bad it was told to be; null when it never was, or when a Casewire told it that knew one severity only. */
    @Nullable
    Severity severity;

    /** Until then people want to hear nothing of it; 0 when they did not say so. */
    long snoozedUntil;
    /** The device that it was told under, when it opened; empty for none. */
    String parent = "";
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
        out.writeLong(snoozedUntil);
        out.writeByte(severity == null ? -1 : severity.ordinal());
        out.writeUTF(parent);
    }

    boolean isSnoozed(long clock) {
        return clock < snoozedUntil;
    }

    /**
     * @param knowsBegin whether it was written by a Casewire that knew when it began to wait
     * @param knowsPeople likewise until when people want to hear nothing, and how bad it was told to be
     * @param knowsParents likewise under which device it was told
     */
    static Episode read(DataInput in, boolean knowsBegin, boolean knowsPeople, boolean knowsParents)
            throws IOException {
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
        if (knowsPeople) {
            episode.snoozedUntil = in.readLong();
            byte severity = in.readByte();
            episode.severity = severity < 0 ? null : Severity.values()[severity];
        }
        episode.parent = knowsParents ? in.readUTF() : "";
        return episode;
    }
}
