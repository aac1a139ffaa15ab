package io.casewire.episodes;

import io.casewire.rules.ConditionRule;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many devices of a source wait with the same condition. Beyond the share that its rule declares it is one thing that
 * happened and not many: it is told once, and the episodes of single devices wait until it is over.
 *
 * <p>Counted within a partition. Devices are spread evenly over partitions, so its share is the share of all; and every
 * partition names the same thing alike, so it is one in the org.
 */
public final class Masses {
    /** Fewer are no mass, however small the source is. */
    static final int AT_LEAST = 10;

    /** Of the share: it is over when fewer than that wait, so that it does not flutter. */
    private static final double OVER = 0.5;

    /** What begins within it has the same name in every partition. */
    private static final Duration SAME_NAME = Duration.ofMinutes(10);

    private static final int MOST_ENDED = 100;

    private final Map<String, Integer> devices = new TreeMap<>();
    private final Map<Place, Mass> masses =
            new TreeMap<>(Comparator.comparing(Place::source).thenComparing(Place::condition));

    /** The keys of those whose Case people ended, the latest; also of such as other partitions have told and this one not yet. */
    private final Set<String> ended = new LinkedHashSet<>();

    private record Place(String source, String condition) {}

    private static final class Mass {
        int waiting;
        boolean open;
        /** Empty before the first time. */
        String key = "";

        long since;
        long endedAt = Long.MIN_VALUE;
    }

    /**
     * People have the last word: a mass whose Case they ended is told no more, and what comes later is a new one. The episodes of
     * single devices wait for it all the same. When they open the Case again, it goes on.
     *
     * @return whether anything is otherwise now
     */
    public boolean take(CaseChange change) {
        if (!change.ended()) {
            return ended.remove(change.episode());
        }
        boolean isNew = ended.add(change.episode());
        if (ended.size() > MOST_ENDED) {
            ended.remove(ended.iterator().next());
        }
        return isNew;
    }

    /** A device was heard through another source than before. @param before empty for none */
    public void moved(String before, String now) {
        left(before);
        devices.merge(now, 1, Integer::sum);
    }

    /** A device is no longer counted. @param source through which it was heard last; empty for none */
    public void left(String source) {
        devices.computeIfPresent(source, (name, count) -> count > 1 ? count - 1 : null);
    }

    /**
     * An episode of a device began to wait, or does so no more.
     *
     * @return what has to be told now, or null
     */
    public @Nullable MassDecision waits(String source, ConditionRule rule, boolean waits, Instant clock) {
        Mass mass = masses.computeIfAbsent(new Place(source, rule.name()), place -> new Mass());
        mass.waiting = Math.max(0, mass.waiting + (waits ? 1 : -1));
        int of = devices.getOrDefault(source, 0);
        double enough = Math.max(AT_LEAST, rule.massShare() * of);
        if (!mass.open && mass.waiting >= enough) {
            return begins(mass, source, rule, clock);
        }
        if (mass.open && mass.waiting < enough * OVER) {
            mass.open = false;
            mass.endedAt = clock.toEpochMilli();
            return told(mass, source, rule, Transition.CLEARED, clock);
        }
        return null;
    }

    private @Nullable MassDecision begins(Mass mass, String source, ConditionRule rule, Instant clock) {
        boolean again = !mass.key.isEmpty()
                && !ended.contains(mass.key)
                && mass.endedAt + rule.reopen().toMillis() > clock.toEpochMilli();
        mass.open = true;
        if (!again) {
            mass.since = clock.toEpochMilli();
            long name = mass.since - Math.floorMod(mass.since, SAME_NAME.toMillis());
            mass.key = EpisodeKey.ofMass(source, rule.name(), Instant.ofEpochMilli(name));
        }
        return told(mass, source, rule, again ? Transition.REOPENED : Transition.OPENED, clock);
    }

    /** One that begins within the same minutes as the one people ended has its name, and is told no more either. */
    private @Nullable MassDecision told(
            Mass mass, String source, ConditionRule rule, Transition transition, Instant clock) {
        if (ended.contains(mass.key)) {
            return null;
        }
        return new MassDecision(
                mass.key,
                source,
                rule,
                transition,
                mass.waiting,
                devices.getOrDefault(source, 0),
                Instant.ofEpochMilli(mass.since),
                clock);
    }

    /** Of other conditions nothing is counted any more. @return whether there was anything */
    public boolean retain(Set<String> conditions) {
        return masses.keySet().removeIf(place -> !conditions.contains(place.condition()));
    }

    /** Until when single episodes have to wait, in epoch milliseconds; a time in the past when they need not. */
    long heldUntil(String source, ConditionRule rule, Instant clock) {
        Mass mass = masses.get(new Place(source, rule.name()));
        if (mass == null) {
            return Long.MIN_VALUE;
        }
        long from = mass.open ? clock.toEpochMilli() : mass.endedAt;
        return from == Long.MIN_VALUE ? from : from + rule.massWindow().toMillis();
    }

    public void write(DataOutput out) throws IOException {
        out.writeShort(devices.size());
        for (Map.Entry<String, Integer> source : devices.entrySet()) {
            out.writeUTF(source.getKey());
            out.writeInt(source.getValue());
        }
        out.writeShort(masses.size());
        for (Map.Entry<Place, Mass> entry : masses.entrySet()) {
            Mass mass = entry.getValue();
            out.writeUTF(entry.getKey().source());
            out.writeUTF(entry.getKey().condition());
            out.writeInt(mass.waiting);
            out.writeBoolean(mass.open);
            out.writeUTF(mass.key);
            out.writeLong(mass.since);
            out.writeLong(mass.endedAt);
        }
        out.writeShort(ended.size());
        for (String key : ended) {
            out.writeUTF(key);
        }
    }

    /** @param knowsPeople whether it was written by a Casewire that heeded what people made of the Case */
    public static Masses read(DataInput in, boolean knowsPeople) throws IOException {
        Masses read = new Masses();
        int sources = in.readShort();
        for (int i = 0; i < sources; i++) {
            read.devices.put(in.readUTF(), in.readInt());
        }
        int size = in.readShort();
        for (int i = 0; i < size; i++) {
            Place place = new Place(in.readUTF(), in.readUTF());
            Mass mass = new Mass();
            mass.waiting = in.readInt();
            mass.open = in.readBoolean();
            mass.key = in.readUTF();
            mass.since = in.readLong();
            mass.endedAt = in.readLong();
            read.masses.put(place, mass);
        }
        int ended = knowsPeople ? in.readShort() : 0;
        for (int i = 0; i < ended; i++) {
            read.ended.add(in.readUTF());
        }
        return read;
    }
}
