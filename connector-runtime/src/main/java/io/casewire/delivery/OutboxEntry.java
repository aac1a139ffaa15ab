package io.casewire.delivery;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.casewire.mapping.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the outbox remembers of one wanted record; changed only by {@link Outbox} and its parts. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonAutoDetect(
        fieldVisibility = JsonAutoDetect.Visibility.ANY,
        getterVisibility = JsonAutoDetect.Visibility.NONE,
        isGetterVisibility = JsonAutoDetect.Visibility.NONE)
public final class OutboxEntry {
    int version = 1;
    Write wanted;
    /** Of {@link #wanted}: it is asked for more often than it is worth putting together. */
    private transient @Nullable String id;

    /** When the wanted state came in; the linger counts from it. */
    long wantedAt;

    boolean done;
    /** When it was done last; it is forgotten some time later. */
    long doneAt;
    /** The org has to be asked whether it is there, made by others or without saying so; or what it was merged into. */
    boolean askFirst;

    /** Once a record is known to exist it is updated by id, so that one a person deleted stays deleted. */
    @Nullable
    String recordId;

    /** {@link #recordId} is of a record that people made, which does not belong to this yet. */
    boolean takesOver;

    boolean dry;
    long appliedRevision;

    boolean afterIsThere;

    @Nullable
    String call;

    int channel;
    int attempts;
    long notBefore;
    /** The org itself said no to it, lately. */
    boolean refused;
    /** How often somebody else held it or its parent, one after the other. */
    int locks;
    /** When it was sent lately, as far back as its limit looks. */
    List<Long> sentAt = new ArrayList<>();
    /** How many rows its last call had. */
    int sentWith;
    /** Whether its last call was a composite graph. */
    boolean sentInFamily;
    /** What another write put into this record in its stead; null for nothing. The rest is still to be filled in. */
    @Nullable
    SortedMap<String, JsonNode> standIn;
    /** The lane it was sent on; what is wanted may be on another one by the time it is answered. */
    String sentLane = "";
    /** The revision that is under way; what is wanted may be newer by the time it is answered. */
    long sentRevision;
    /** Of {@link #sentRevision}: the fields a person's change protects. */
    SortedMap<String, JsonNode> sentIfUnchanged = new TreeMap<>();
    /** What was written last into the fields a person's change protects. */
    SortedMap<String, JsonNode> lastWritten = new TreeMap<>();

    OutboxEntry(Write wanted, long now) {
        this.wanted = wanted;
        this.wantedAt = now;
        if (wanted.takeOver() != null) {
            takesOver = true;
            recordId = wanted.takeOver();
        }
    }

    @SuppressWarnings("NullAway.Init") // filled by Jackson
    private OutboxEntry() {}

    String id() {
        String known = id;
        if (known == null) {
            known = wanted.id();
            id = known;
        }
        return known;
    }

    /** Whether nothing is left to do for it. */
    public boolean isDone() {
        return done;
    }

    /** Whether it ended without reaching the org; somebody may want it once more. */
    boolean endedInVain() {
        return done && appliedRevision < wanted.revision();
    }

    void end(long now) {
        done = true;
        doneAt = now;
    }

    boolean isForgettable(long now, long keepMillis) {
        return done && Math.max(doneAt, wantedAt) + keepMillis <= now;
    }

    /** Whether the org holds this record, or would if it were written to. */
    boolean isThere() {
        return (recordId != null && !takesOver) || dry || appliedRevision > 0;
    }

    /** The org may have made it without saying so, and a person may have changed it since: it is asked for first. */
    void mayBeThere() {
        askFirst |= isCreate() && wanted.minds();
    }

    boolean isCreate() {
        return recordId == null;
    }

    /** When its own limit lets it be sent next. */
    long limitedUntil() {
        int writes = wanted.writesPer();
        return writes == 0 || sentAt.size() < writes ? 0 : sentAt.get(sentAt.size() - writes) + wanted.perMillis();
    }

    /** Before this nothing but company makes it leave: it waits for that, after a refusal, or for its own limit. */
    long restsUntil(OutboxSettings settings) {
        long lingers = lingersUntil(settings.lingerMillis(wanted.severity()));
        return Math.max(lingers, Math.max(notBefore, limitedUntil()));
    }

    /** What was tried waits for no company any more. */
    long lingersUntil(long linger) {
        return attempts > 0 ? 0 : wantedAt + linger;
    }

    void sent(String callId, int throughChannel, int rows, boolean inFamily, long now) {
        call = callId;
        channel = throughChannel;
        sentWith = rows;
        sentInFamily = inFamily;
        carries();
        if (wanted.writesPer() > 0) {
            sentAt.add(now);
            while (sentAt.size() > wanted.writesPer()) {
                sentAt.remove(0);
            }
        }
    }

    /** The record of people is gone, or not to be written to: a new one is made, unless it was taken over unheard. */
    void makeOwn() {
        takesOver = false;
        askFirst = true;
        recordId = null;
    }

    /** It is written once more, to this record; as a new one for null, but asked for first. */
    void again(@Nullable String id, long now) {
        if (takesOver) {
            makeOwn();
        }
        recordId = id;
        askFirst = id == null;
        appliedRevision = 0;
        afterIsThere = false;
        attempts = 0;
        notBefore = 0;
        refused = false;
        locks = 0;
        wantedAt = now;
        done = false;
    }

    /** What is wanted now is what leaves. */
    void carries() {
        sentLane = wanted.lane();
        sentRevision = wanted.revision();
        sentIfUnchanged = new TreeMap<>(wanted.ifUnchanged());
    }

    /** What was taken for sent did not leave, and counts against no limit. */
    void notSent() {
        if (!sentAt.isEmpty()) {
            sentAt.remove(sentAt.size() - 1);
        }
    }

    @Override
    public String toString() {
        return "OutboxEntry[" + wanted + "]";
    }
}
