package io.casewire.delivery;

import io.casewire.model.Brakes;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Remembers as long as it lives. */
class MemoryStore implements Outbox.Store {
    final Map<String, OutboxEntry> entries = new TreeMap<>();
    final Map<String, BulkJob> jobs = new TreeMap<>();
    private final Map<Long, Spent> spent = new TreeMap<>();
    final Map<String, Heard> heard = new TreeMap<>();
    private Brakes brakes = Brakes.NONE;

    @Override
    public @Nullable OutboxEntry get(String id) {
        return entries.get(id);
    }

    @Override
    public void put(String id, OutboxEntry entry) {
        entries.put(id, entry);
    }

    @Override
    public void remove(String id) {
        entries.remove(id);
    }

    @Override
    public List<OutboxEntry> following(@Nullable String id, int most) {
        return entries.entrySet().stream()
                .filter(entry -> id == null || entry.getKey().compareTo(id) > 0)
                .limit(most)
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public void put(Brakes stopped) {
        brakes = stopped;
    }

    @Override
    public Brakes brakes() {
        return brakes;
    }

    @Override
    public void put(Spent some) {
        spent.put(some.from(), some);
    }

    @Override
    public void remove(Spent some) {
        spent.remove(some.from());
    }

    @Override
    public void put(BulkJob job) {
        jobs.put(job.id(), job);
    }

    @Override
    public void remove(BulkJob job) {
        jobs.remove(job.id());
    }

    @Override
    public Collection<BulkJob> jobs() {
        return List.copyOf(jobs.values());
    }

    @Override
    public Collection<Spent> spent() {
        return List.copyOf(spent.values());
    }

    @Override
    public void put(Heard said) {
        heard.put(said.name(), said);
    }

    @Override
    public Collection<Heard> heard() {
        return List.copyOf(heard.values());
    }

    @Override
    public Iterable<OutboxEntry> open() {
        return entries.values().stream().filter(entry -> !entry.isDone()).toList();
    }
}
