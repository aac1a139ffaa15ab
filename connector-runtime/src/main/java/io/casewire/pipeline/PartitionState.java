package io.casewire.pipeline;

import io.casewire.episodes.CaseChange;
import io.casewire.episodes.MassDecision;
import io.casewire.episodes.Masses;
import io.casewire.model.Brake;
import io.casewire.model.Brakes;
import io.casewire.model.StateOutput;
import io.casewire.rules.ConditionRule;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a partition remembers beside its devices: the content in force, how alive its sources are, the day's cap, what is
 * stopped.
 */
public final class PartitionState {
    private static final int VERSION = 5;
    /** From before people could end what befell many. */
    private static final int WITHOUT_PEOPLE = 4;

    private static final int WITHOUT_PUBLICATION_AND_GUARDS = 3;
    private static final int WITHOUT_MASSES = 2;
    private static final int WITHOUT_BRAKES = 1;
    private static final long DAY = 86_400_000L;

    private String content = "";
    private long publication;
    private final Map<String, Long> sourceActiveAt = new TreeMap<>();
    private long registrationDay;
    private int registrations;
    private Brakes brakes = Brakes.NONE;
    private Masses masses = new Masses();
    private Guards guards = new Guards();
    private boolean changed;

    /** Hash of the content in force; empty until the first activation. */
    public String content() {
        return content;
    }

    /** The number of the publication it came with; 0 when it had none. */
    public long publication() {
        return publication;
    }

    public void activate(String hash, long number) {
        content = hash;
        publication = number;
        changed = true;
    }

    /** Somebody stops what is decided, or lets it go on. */
    public void brake(Brake brake) {
        brakes = brakes.with(brake);
        changed = true;
    }

    /** What is stopped. */
    Brakes brakes() {
        return brakes;
    }

    /** @see Guards#stops */
    boolean guardStops(ConditionRule rule, Instant clock) {
        return guards.stops(rule, clock);
    }

    /** @see Guards#decided */
    @Nullable
    Instant decided(ConditionRule rule, long offset, Instant clock) {
        if (rule.maxShare() == 0) {
            return null;
        }
        changed = true;
        return guards.decided(rule, offset, clock);
    }

    /** Until when rules are stopped that decided on more than they say, by name. */
    public Map<String, Instant> guarded() {
        return guards.stopped();
    }

    Masses masses() {
        return masses;
    }

    /** A device was heard through another source than before. */
    void moved(String before, String now) {
        masses.moved(before, now);
        changed = true;
    }

    /** A device is forgotten. @param source through which it was heard last */
    void left(String source) {
        masses.left(source);
        changed = true;
    }

    /** @see Masses#waits */
    @Nullable
    MassDecision waits(String source, ConditionRule rule, boolean waits, Instant clock) {
        changed = true;
        return masses.waits(source, rule, waits, clock);
    }

    /** @see Masses#take */
    public void caseChanged(CaseChange change) {
        changed |= masses.take(change);
    }

    void retainMasses(Set<String> conditions) {
        changed |= masses.retain(conditions);
    }

    void retainGuards(Set<String> conditions) {
        changed |= guards.retain(conditions);
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
            StateOutput out = new StateOutput(64);
            out.writeByte(VERSION);
            out.writeUTF(content);
            out.writeLong(publication);
            out.writeLong(registrationDay);
            out.writeInt(registrations);
            out.writeShort(sourceActiveAt.size());
            for (Map.Entry<String, Long> source : sourceActiveAt.entrySet()) {
                out.writeUTF(source.getKey());
                out.writeLong(source.getValue());
            }
            out.writeShort(brakes.all().size());
            for (Brake brake : brakes.all()) {
                out.writeUTF(brake.kind().name());
                out.writeUTF(brake.name());
                out.writeLong(brake.at());
                out.writeLong(brake.until());
            }
            masses.write(out);
            guards.write(out);
            return out.toBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
    }

    public static PartitionState fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version > VERSION || version < WITHOUT_BRAKES) {
                throw new IllegalStateException("partition state of version " + version + ", this Casewire reads "
                        + VERSION + "; run the newer one");
            }
            PartitionState state = new PartitionState();
            state.content = in.readUTF();
            state.publication = version <= WITHOUT_PUBLICATION_AND_GUARDS ? 0 : in.readLong();
            state.registrationDay = in.readLong();
            state.registrations = in.readInt();
            int size = in.readShort();
            for (int i = 0; i < size; i++) {
                state.sourceActiveAt.put(in.readUTF(), in.readLong());
            }
            state.brakes = version == WITHOUT_BRAKES ? Brakes.NONE : readBrakes(in);
            state.masses = version <= WITHOUT_MASSES ? new Masses() : Masses.read(in, version > WITHOUT_PEOPLE);
            state.guards = version <= WITHOUT_PUBLICATION_AND_GUARDS ? new Guards() : Guards.read(in);
            return state;
        } catch (IOException e) {
            throw new UncheckedIOException("partition state is damaged", e);
        }
    }

    /** Who asked for it and why stands in the log of brakes. */
    private static Brakes readBrakes(DataInputStream in) throws IOException {
        List<Brake> read = new ArrayList<>();
        int size = in.readShort();
        for (int i = 0; i < size; i++) {
            read.add(new Brake(
                    Brake.VERSION,
                    Brake.Kind.valueOf(in.readUTF()),
                    in.readUTF(),
                    in.readLong(),
                    in.readLong(),
                    "",
                    ""));
        }
        return Brakes.of(read);
    }
}
