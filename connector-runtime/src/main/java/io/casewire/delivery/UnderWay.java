package io.casewire.delivery;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the org has not answered yet, and what has to wait for it: channels and lanes. */
final class UnderWay {
    private final Map<String, Set<String>> rows = new HashMap<>();
    private final Set<String> lanes = new HashSet<>();
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

    /** One of a call's rows was answered; the last one lets the channel go. */
    void answered(String call, OutboxEntry entry) {
        lanes.remove(entry.wanted.lane());
        Set<String> open = rows.get(call);
        if (open != null) {
            open.remove(entry.id());
            if (open.isEmpty()) {
                rows.remove(call);
                channels[entry.channel] = false;
            }
        }
    }

    boolean isIdle(int channel) {
        return !channels[channel];
    }

    int channels() {
        return channels.length;
    }

    boolean isBusy(String lane) {
        return lanes.contains(lane);
    }

    int calls() {
        return rows.size();
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }
}
