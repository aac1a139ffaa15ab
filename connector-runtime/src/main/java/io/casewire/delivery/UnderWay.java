package io.casewire.delivery;

import io.casewire.mapping.Target;
import io.casewire.model.Severity;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the org has not answered yet, and what has to wait for it: channels and lanes. */
final class UnderWay {
    private final Map<String, Held> held = new HashMap<>();
    private final Map<String, Integer> lanesOfCalls = new HashMap<>();
    private final Map<String, Integer> lanesOfJobs = new HashMap<>();
    private final boolean[] channels;
    private final boolean[] publishing;

    /** The rows of a call or a job that wait for an answer, by id, with the lane each was sent on. */
    private record Held(Map<String, Integer> lanes, Map<String, String> rows) {
        private void add(OutboxEntry entry) {
            if (rows.put(entry.id(), entry.sentLane) == null) {
                lanes.merge(entry.sentLane, 1, Integer::sum);
            }
        }

        private boolean remove(OutboxEntry entry) {
            String lane = rows.remove(entry.id());
            if (lane != null) {
                lanes.computeIfPresent(lane, (name, rowsOnIt) -> rowsOnIt == 1 ? null : rowsOnIt - 1);
            }
            return lane != null;
        }
    }

    UnderWay(int channels) {
        this.channels = new boolean[channels];
        this.publishing = new boolean[channels];
    }

    /** A call left with this. */
    void send(String call, int channel, OutboxEntry entry) {
        held.computeIfAbsent(call, it -> new Held(lanesOfCalls, new HashMap<>()))
                .add(entry);
        channels[channel] = true;
        publishing[channel] = entry.wanted.target().kind() == Target.Kind.EVENT;
    }

    /** A job holds this. It needs a channel only for its steps. */
    void hand(String job, OutboxEntry entry) {
        held.computeIfAbsent(job, it -> new Held(lanesOfJobs, new HashMap<>())).add(entry);
    }

    /** A row was answered. @return whether it was the last one of its call or job */
    boolean answered(String callOrJob, OutboxEntry entry) {
        Held all = held.get(callOrJob);
        if (all == null || !all.remove(entry) || !all.rows().isEmpty()) {
            return false;
        }
        held.remove(callOrJob);
        return true;
    }

    /** The ids of those that wait for an answer. */
    Set<String> rows(String callOrJob) {
        @Nullable Held all = held.get(callOrJob);
        return all == null ? Set.of() : Set.copyOf(all.rows().keySet());
    }

    /** A step of a job left. */
    void occupy(int channel) {
        channels[channel] = true;
    }

    void release(int channel) {
        channels[channel] = false;
        publishing[channel] = false;
    }

    boolean isIdle(int channel) {
        return !channels[channel];
    }

    /** Whether no answer to an API call is outstanding; events may be on their way, and jobs at work in the org. */
    boolean isIdle() {
        for (int channel = 0; channel < channels.length; channel++) {
            if (channels[channel] && !publishing[channel]) {
                return false;
            }
        }
        return true;
    }

    int channels() {
        return channels.length;
    }

    /** A job may take minutes: what is severe does not wait for it, at the risk of a locked row. */
    boolean isBusy(String lane, Severity severity) {
        return lanesOfCalls.containsKey(lane) || (!severity.isSevere() && lanesOfJobs.containsKey(lane));
    }

    /** Calls and jobs that are not over. */
    int size() {
        return held.size();
    }
}
