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

/** The episodes of one device that are not forgotten yet, by condition; at most one per condition. */
public final class EpisodeStates {
    /** No deadline. */
    public static final long NONE = Episode.NONE;

    private final Map<String, Episode> episodes = new TreeMap<>();

    @Nullable
    Episode find(String condition) {
        return episodes.get(condition);
    }

    Episode begin(String condition) {
        Episode episode = new Episode();
        episodes.put(condition, episode);
        return episode;
    }

    void forget(String condition) {
        episodes.remove(condition);
    }

    /**
     * People have the last word.
     *
     * <ul>
     *   <li>An open episode whose Case is closed, deleted or merged is told no more; what comes after its condition was over is
     *       a new one. When they open the Case again, it goes on.
     *   <li>One that was over already does not come back: the next one is new.
     *   <li>While its Case is snoozed, an episode is told only to be over, and what comes back belongs to it. After that it is told as
     *       it is then.
     * </ul>
     *
     * @return the condition of the episode; null where this changes nothing, or nothing is known of it
     */
    public @Nullable String take(CaseChange change, long clock) {
        forgetOver(clock);
        for (Map.Entry<String, Episode> entry : episodes.entrySet()) {
            if (entry.getValue().key.equals(change.episode())) {
                String condition = entry.getKey();
                return take(change, condition, entry.getValue(), clock) ? condition : null;
            }
        }
        return null;
    }

    private boolean take(CaseChange change, String condition, Episode episode, long clock) {
        if (episode.phase == Episode.Phase.PENDING) {
            // There is no Case yet; the change is about one that other content made.
            return false;
        }
        boolean snoozes = snooze(episode, change.snoozedUntil(), clock);
        if (change.ended() && episode.phase == Episode.Phase.CLEARED) {
            forget(condition);
            return true;
        }
        if (change.ended() && episode.phase == Episode.Phase.OPEN) {
            episode.phase = Episode.Phase.ENDED;
            episode.deadline = NONE;
            return true;
        }
        if (!change.ended() && episode.phase == Episode.Phase.ENDED) {
            episode.phase = Episode.Phase.OPEN;
            return true;
        }
        return snoozes;
    }

    /** @return whether it is otherwise than before */
    private static boolean snooze(Episode episode, @Nullable Instant until, long clock) {
        long before = episode.isSnoozed(clock) ? episode.snoozedUntil : 0;
        long wanted = until == null || until.toEpochMilli() <= clock ? 0 : until.toEpochMilli();
        if (before != 0 && episode.phase == Episode.Phase.OPEN && episode.deadline == before) {
            // What waited for the end of the snooze waits for the new one.
            episode.deadline = Math.max(wanted, clock);
        }
        episode.snoozedUntil = wanted;
        return wanted != before;
    }

    /**
     * Who tells of a decision.
     *
     * @param decision as it is told; where it was told elsewhere before, as something that is there again
     * @param under the device that tells it; empty where it is told by itself
     * @param left what the device is to know that told it before; null where there was none, or it still does
     */
    public record Telling(Decision decision, String under, @Nullable MemberChange left) {}

    /**
     * It may have come under another device since it was told last, or under none.
     *
     * @param parent what its device is under now; null for nothing
     */
    public Telling tell(Decision decision, @Nullable String parent, String device) {
        Episode episode = episodes.get(decision.rule().name());
        String now = parent == null ? "" : parent;
        if (episode == null || episode.parent.equals(now)) {
            return new Telling(decision, now, null);
        }
        String before = episode.parent;
        boolean begins = decision.transition() == Transition.OPENED || decision.transition() == Transition.REOPENED;
        if (!before.isEmpty() && decision.transition() == Transition.CLEARED) {
            // It is over where people know of it.
            return new Telling(decision, before, null);
        }
        if (before.isEmpty() && !begins) {
            // It has a Case of its own, and keeps that.
            return new Telling(decision, "", null);
        }
        episode.parent = now;
        return new Telling(
                begins ? decision : decision.as(Transition.REOPENED),
                now,
                before.isEmpty() ? null : left(before, decision.rule().name(), device, episode, decision.at()));
    }

    /** Episodes that are told under another device and still open: when all is forgotten, that they are over is told there. */
    public List<MemberChange> leave(String device, Instant clock) {
        List<MemberChange> left = new ArrayList<>();
        episodes.forEach((condition, episode) -> {
            if (!episode.parent.isEmpty() && episode.phase == Episode.Phase.OPEN) {
                left.add(left(episode.parent, condition, device, episode, clock));
            }
        });
        return left;
    }

    private static MemberChange left(String parent, String condition, String device, Episode episode, Instant clock) {
        RollUps.Line line = new RollUps.Line(
                device,
                device,
                episode.key,
                clock,
                episode.revision + 1,
                episode.severity == null ? Severity.LOW : episode.severity,
                episode.firstSeen,
                clock);
        return new MemberChange(parent, condition, line);
    }

    /** The conditions whose episodes did not open yet. */
    public Set<String> waiting() {
        Set<String> waiting = Set.of();
        for (Map.Entry<String, Episode> entry : episodes.entrySet()) {
            if (entry.getValue().phase == Episode.Phase.PENDING) {
                if (waiting.isEmpty()) {
                    waiting = new TreeSet<>();
                }
                waiting.add(entry.getKey());
            }
        }
        return waiting;
    }

    public void forgetAll() {
        episodes.clear();
    }

    /** Forgets cleared episodes whose reopen time is over, and that nobody snoozed for longer. */
    void forgetOver(long clock) {
        if (episodes.isEmpty()) {
            return;
        }
        episodes.values()
                .removeIf(it -> it.phase == Episode.Phase.CLEARED && it.deadline <= clock && !it.isSnoozed(clock));
    }

    /** Gives up deadlines up to now that no rule answered to. */
    public void settle(long clock) {
        forgetOver(clock);
        episodes.values().stream()
                .filter(it -> it.deadline <= clock && it.phase != Episode.Phase.CLEARED)
                .forEach(it -> it.deadline = NONE);
    }

    /** What is due by now, to be opened or told, is due later. */
    public void postpone(long clock, long until) {
        episodes.values().stream()
                .filter(it -> it.deadline <= clock && it.phase != Episode.Phase.CLEARED)
                .forEach(it -> it.deadline = until);
    }

    /** How many are open now. */
    public long open() {
        return episodes.values().stream()
                .filter(episode -> episode.phase == Episode.Phase.OPEN)
                .count();
    }

    /**
     * The earliest deadline of any, in milliseconds of the partition's clock. That a cleared episode may be forgotten is
     * none: it can wait for the next reading.
     */
    public long deadline() {
        long earliest = NONE;
        for (Episode episode : episodes.values()) {
            if (episode.phase != Episode.Phase.CLEARED) {
                earliest = Math.min(earliest, episode.deadline);
            }
        }
        return earliest;
    }

    public void write(DataOutput out) throws IOException {
        out.writeShort(episodes.size());
        for (Map.Entry<String, Episode> entry : episodes.entrySet()) {
            out.writeUTF(entry.getKey());
            entry.getValue().write(out);
        }
    }

    /**
     * @param knowsBegin whether it was written by a Casewire that knew when an episode began to wait
     * @param knowsPeople likewise that people may want to hear nothing of one for a while, and how bad each was told to be
     * @param knowsParents likewise that one may be told under another device
     */
    public static EpisodeStates read(DataInput in, boolean knowsBegin, boolean knowsPeople, boolean knowsParents)
            throws IOException {
        EpisodeStates states = new EpisodeStates();
        int size = in.readShort();
        for (int i = 0; i < size; i++) {
            states.episodes.put(in.readUTF(), Episode.read(in, knowsBegin, knowsPeople, knowsParents));
        }
        return states;
    }
}
