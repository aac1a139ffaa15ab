package io.casewire.localorg.store;

import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Published events by topic, in the order of their replay ids, for as long as the org retains them. */
public final class EventLog {
    private static final Duration RETENTION = Duration.ofHours(72);

    private final Clock clock;
    private final Map<String, ConcurrentSkipListMap<Long, Event>> topics = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile long lastReplayId;

    EventLog(Clock clock) {
        this.clock = clock;
    }

    /** Up to {@code max} events of a topic that come strictly after a replay id. */
    public List<Event> after(String topic, long replayId, int max) {
        return topic(topic).tailMap(replayId, false).values().stream()
                .filter(this::isRetained)
                .limit(max)
                .toList();
    }

    /** Up to {@code max} events of several topics together. */
    public List<Event> after(List<String> names, long replayId, int max) {
        if (names.size() == 1) {
            return after(names.get(0), replayId, max);
        }
        return names.stream()
                .flatMap(name -> after(name, replayId, max).stream())
                .sorted(Comparator.comparingLong(Event::replayId))
                .limit(max)
                .toList();
    }

    /** Whether a subscriber can resume after this replay id: the org made it and still keeps what follows it. */
    public boolean canResumeAfter(List<String> names, long replayId) {
        if (replayId < 0 || replayId > lastReplayId) {
            return false;
        }
        return names.stream()
                .map(name -> topic(name).get(replayId))
                .allMatch(event -> event == null || isRetained(event));
    }

    /** The replay id of the newest event of the org; 0 before the first. */
    public long lastReplayId() {
        return lastReplayId;
    }

    /** Calls the listener after each commit that published events, on the committing thread. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    public void stopListening(Runnable listener) {
        listeners.remove(listener);
    }

    void append(List<Event> events) {
        for (Event event : events) {
            ConcurrentSkipListMap<Long, Event> topic = topic(event.topic());
            topic.put(event.replayId(), event);
            while (!isRetained(topic.firstEntry().getValue()) && topic.size() > 1) {
                topic.pollFirstEntry();
            }
            lastReplayId = Math.max(lastReplayId, event.replayId());
        }
    }

    /** Forgets all events; replay ids go on. */
    void clear() {
        topics.clear();
    }

    void announce() {
        listeners.forEach(Runnable::run);
    }

    /** All events; the newest of a topic stays beyond its retention so that replay ids are never reused. */
    Stream<Event> all() {
        return topics.values().stream().flatMap(topic -> topic.values().stream());
    }

    private boolean isRetained(Event event) {
        return event.publishedAt() >= clock.millis() - RETENTION.toMillis();
    }

    private ConcurrentSkipListMap<Long, Event> topic(String name) {
        return topics.computeIfAbsent(name, key -> new ConcurrentSkipListMap<>());
    }
}
