package io.casewire.episodes;

import io.casewire.model.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is told under one device of those below it, by condition: an episode of its own, and a line for each of their
 * episodes. A line that is over stays until the whole is, so that people see who it was.
 */
public final class RollUps {
    /** More of one condition have no line: a Case with more of them is read by nobody. */
    static final int MOST_LINES = 1_000;

    private final EpisodeStates episodes;
    private final Map<String, Map<String, Line>> lines = new TreeMap<>();
    /** Conditions of which something could not be told yet, and when to try again. */
    private final Map<String, Long> untold = new TreeMap<>();

    /**
     * An episode of a device below.
     *
     * @param name the device's, for people
     * @param episode its key
     * @param at by the clock of the device's partition, which orders them
     * @param revision counts what was told of the episode, and orders those of the same moment
     * @param since when its condition was first seen
     * @param over since when it no longer holds; null while it does
     */
    public record Line(
            String device,
            String name,
            String episode,
            Instant at,
            int revision,
            Severity severity,
            Instant since,
            @Nullable Instant over) {

        public boolean isOpen() {
            return over == null;
        }

        /** For people: that it goes on is nothing new, nor that it is over still. */
        private boolean differsFrom(Line other) {
            boolean goesOn = isOpen() && other.isOpen();
            return goesOn ? severity != other.severity || !episode.equals(other.episode) : isOpen() || other.isOpen();
        }

        private boolean isNewerThan(Line other) {
            return at.equals(other.at) ? revision > other.revision : at.isAfter(other.at);
        }
    }

    private RollUps(EpisodeStates episodes) {
        this.episodes = episodes;
    }

    public static RollUps none() {
        return new RollUps(new EpisodeStates());
    }

    /** The episodes that the lines make, by condition as for any device. */
    public EpisodeStates episodes() {
        return episodes;
    }

    /** @return whether anything is otherwise now */
    public boolean take(MemberChange change, Instant clock) {
        settle(clock);
        Line line = change.line();
        Map<String, Line> known = lines.getOrDefault(change.condition(), Map.of());
        Line before = known.get(line.device());
        boolean isNew =
                before == null ? line.isOpen() && hasRoom(known) : line.isNewerThan(before) && line.differsFrom(before);
        if (isNew) {
            lines.computeIfAbsent(change.condition(), condition -> new TreeMap<>())
                    .put(line.device(), line);
        }
        return isNew;
    }

    /** Where there are too many, those that are over make room. */
    private static boolean hasRoom(Map<String, Line> known) {
        if (known.size() >= MOST_LINES) {
            known.values().removeIf(line -> !line.isOpen());
        }
        return known.size() < MOST_LINES;
    }

    /** Forgets lines of what is over for so long that it does not come back, and gives up deadlines up to now. */
    public void settle(Instant clock) {
        episodes.settle(clock.toEpochMilli());
        lines.forEach((condition, known) -> {
            if (episodes.find(condition) == null) {
                known.values().removeIf(line -> !line.isOpen());
            }
        });
        lines.values().removeIf(Map::isEmpty);
    }

    /** Whether any device below is still to be told of. */
    public boolean isOpen() {
        return lines.values().stream().flatMap(known -> known.values().stream()).anyMatch(Line::isOpen);
    }

    /** Nobody tells of a condition now. */
    public void tryAgain(String condition, Instant at) {
        untold.put(condition, at.toEpochMilli());
    }

    /** What is to be told of it is told. */
    void told(String condition) {
        untold.remove(condition);
    }

    /** When something has to be looked at, as {@link EpisodeStates#deadline}. */
    public long deadline() {
        long earliest = episodes.deadline();
        for (long at : untold.values()) {
            earliest = Math.min(earliest, at);
        }
        return earliest;
    }

    /** Its rule is gone, or its purpose denied. */
    public void forget(String condition) {
        episodes.forget(condition);
        lines.remove(condition);
        untold.remove(condition);
    }

    /** Whether it was told nothing. */
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Those of a condition, by device. */
    public List<Line> lines(String condition) {
        return new ArrayList<>(lines.getOrDefault(condition, Map.of()).values());
    }

    /** The conditions whose episode has something to be done by now. */
    public List<String> due(long clock) {
        Set<String> due = new TreeSet<>();
        untold.forEach((condition, at) -> {
            if (at <= clock) {
                due.add(condition);
            }
        });
        for (String condition : lines.keySet()) {
            Episode episode = episodes.find(condition);
            if (episode != null && episode.phase != Episode.Phase.CLEARED && episode.deadline <= clock) {
                due.add(condition);
            }
        }
        return List.copyOf(due);
    }

    /** Nobody may be told any more. */
    public void forgetAll() {
        episodes.forgetAll();
        lines.clear();
        untold.clear();
    }

    public void write(DataOutput out) throws IOException {
        episodes.write(out);
        out.writeShort(lines.size());
        for (Map.Entry<String, Map<String, Line>> condition : lines.entrySet()) {
            out.writeUTF(condition.getKey());
            out.writeShort(condition.getValue().size());
            for (Line line : condition.getValue().values()) {
                out.writeUTF(line.device());
                out.writeUTF(line.name());
                out.writeUTF(line.episode());
                out.writeLong(line.at().toEpochMilli());
                out.writeInt(line.revision());
                out.writeByte(line.severity().ordinal());
                out.writeLong(line.since().toEpochMilli());
                out.writeLong(line.over() == null ? Long.MIN_VALUE : line.over().toEpochMilli());
            }
        }
        out.writeShort(untold.size());
        for (Map.Entry<String, Long> condition : untold.entrySet()) {
            out.writeUTF(condition.getKey());
            out.writeLong(condition.getValue());
        }
    }

    public static RollUps read(DataInput in) throws IOException {
        RollUps read = new RollUps(EpisodeStates.read(in, true, true, true));
        int conditions = in.readShort();
        for (int i = 0; i < conditions; i++) {
            Map<String, Line> ofCondition = new TreeMap<>();
            read.lines.put(in.readUTF(), ofCondition);
            int size = in.readShort();
            for (int j = 0; j < size; j++) {
                Line line = new Line(
                        in.readUTF(),
                        in.readUTF(),
                        in.readUTF(),
                        Instant.ofEpochMilli(in.readLong()),
                        in.readInt(),
                        Severity.values()[in.readByte()],
                        Instant.ofEpochMilli(in.readLong()),
                        over(in.readLong()));
                ofCondition.put(line.device(), line);
            }
        }
        int untold = in.readShort();
        for (int i = 0; i < untold; i++) {
            read.untold.put(in.readUTF(), in.readLong());
        }
        return read;
    }

    private static @Nullable Instant over(long millis) {
        return millis == Long.MIN_VALUE ? null : Instant.ofEpochMilli(millis);
    }
}
