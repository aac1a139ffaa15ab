package io.casewire.delivery;

import io.casewire.model.Severity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the org has not answered yet, and what has to wait for it: channels and lanes. */
final class UnderWay {
    private final Map<String, Set<String>> rows = new HashMap<>();
    private final Set<String> lanes = new HashSet<>();
    private final Set<String> lanesOfJobs = new HashSet<>();
    private final boolean[] channels;

    UnderWay(int channels) {
        this.channels = new boolean[channels];
    }

    /** A call left with these. */
    void send(String call, int channel, List<OutboxEntry> entries) {
        entries.forEach(entry -> send(call, channel, entry));
    }

    /** One of a call's rows. */
    void send(String call, int channel, OutboxEntry entry) {
        rows.computeIfAbsent(call, it -> new HashSet<>()).add(entry.id());
        lanes.add(entry.wanted.lane());
        channels[channel] = true;
    }

    /** A job holds this. It needs a channel only for its steps. */
    void hand(String job, OutboxEntry entry) {
        rows.computeIfAbsent(job, it -> new HashSet<>()).add(entry.id());
        lanesOfJobs.add(entry.wanted.lane());
    }

    /** A step of a job left. */
    void occupy(int channel) {
        channels[channel] = true;
    }

    void release(int channel) {
        channels[channel] = false;
    }

    /** One of a call's rows was answered. @return whether it was the last one */
    boolean answered(String call, OutboxEntry entry) {
        lanes.remove(entry.wanted.lane());
        return isLast(call, entry);
    }

    /** One of a job's rows was answered. @return whether it was the last one */
    boolean answeredOfJob(String job, OutboxEntry entry) {
        lanesOfJobs.remove(entry.wanted.lane());
        return isLast(job, entry);
    }

    private boolean isLast(String call, OutboxEntry entry) {
        Set<String> open = rows.get(call);
        if (open == null || !open.remove(entry.id()) || !open.isEmpty()) {
            return false;
        }
        rows.remove(call);
        return true;
    }

    /** The ids of those that wait for an answer. */
    Set<String> rows(String call) {
        return rows.getOrDefault(call, Set.of());
    }

    boolean isIdle(int channel) {
        return !channels[channel];
    }

    int channels() {
        return channels.length;
    }

    /** A job may take minutes: what is severe does not wait for it, at the risk of a locked row. */
    boolean isBusy(String lane, Severity severity) {
        return lanes.contains(lane) || (severity.compareTo(Severity.MEDIUM) <= 0 && lanesOfJobs.contains(lane));
    }

    int calls() {
        return rows.size();
    }

    /** Whether no answer to a call is outstanding; jobs may be at work in the org. */
    boolean isIdle() {
        for (boolean busy : channels) {
            if (busy) {
                return false;
            }
        }
        return true;
    }
}
