package io.casewire.stream;

import io.casewire.delivery.BulkJob;
import io.casewire.delivery.Heard;
import io.casewire.delivery.Outbox;
import io.casewire.delivery.OutboxEntry;
import io.casewire.delivery.Spent;
import io.casewire.model.Brake;
import io.casewire.model.Brakes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The outbox's entries and its budget, in the state stores. */
final class OutboxStore implements Outbox.Store {
    private static final String SPENT = "spent/";
    private static final String HEARD = "heard/";
    private static final String BRAKES = "now";
    private static final String AFTER = "\uffff";

    private final KeyValueStore<String, byte[]> entries;
    private final KeyValueStore<String, byte[]> budget;
    private final KeyValueStore<String, byte[]> brakes;
    private final KeyValueStore<String, byte[]> jobs;

    OutboxStore(
            KeyValueStore<String, byte[]> entries,
            KeyValueStore<String, byte[]> budget,
            KeyValueStore<String, byte[]> brakes,
            KeyValueStore<String, byte[]> jobs) {
        this.entries = entries;
        this.budget = budget;
        this.brakes = brakes;
        this.jobs = jobs;
    }

    @Override
    public @Nullable OutboxEntry get(String id) {
        byte[] bytes = entries.get(id);
        return bytes == null ? null : Json.read(bytes, OutboxEntry.class);
    }

    @Override
    public void put(String id, OutboxEntry entry) {
        entries.put(id, Json.bytes(entry));
    }

    @Override
    public void remove(String id) {
        entries.delete(id);
    }

    @Override
    public List<OutboxEntry> following(@Nullable String id, int most) {
        List<OutboxEntry> following = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = entries.range(id, null)) {
            while (all.hasNext() && following.size() < most) {
                KeyValue<String, byte[]> entry = all.next();
                if (!entry.key.equals(id)) {
                    following.add(Json.read(entry.value, OutboxEntry.class));
                }
            }
        }
        return following;
    }

    @Override
    public Iterable<OutboxEntry> open() {
        return read(entries.all(), OutboxEntry.class, entry -> !entry.isDone());
    }

    @Override
    public void put(Spent spent) {
        budget.put(SPENT + spent.from(), Json.bytes(spent));
    }

    @Override
    public void remove(Spent spent) {
        budget.delete(SPENT + spent.from());
    }

    @Override
    public Collection<Spent> spent() {
        return read(budget.range(SPENT, SPENT + AFTER), Spent.class, some -> true);
    }

    @Override
    public void put(Heard heard) {
        budget.put(HEARD + heard.name(), Json.bytes(heard));
    }

    @Override
    public Collection<Heard> heard() {
        return read(budget.range(HEARD, HEARD + AFTER), Heard.class, some -> true);
    }

    @Override
    public void put(BulkJob job) {
        jobs.put(job.id(), Json.bytes(job));
    }

    @Override
    public void remove(BulkJob job) {
        jobs.delete(job.id());
    }

    @Override
    public Collection<BulkJob> jobs() {
        return read(jobs.all(), BulkJob.class, job -> true);
    }

    @Override
    public void put(Brakes stopped) {
        brakes.put(BRAKES, Json.bytes(List.copyOf(stopped.all())));
    }

    @Override
    public Brakes brakes() {
        byte[] bytes = brakes.get(BRAKES);
        return bytes == null ? Brakes.NONE : Brakes.of(List.of(Json.read(bytes, Brake[].class)));
    }

    private static <T> List<T> read(KeyValueIterator<String, byte[]> values, Class<T> type, Predicate<T> wanted) {
        List<T> read = new ArrayList<>();
        try (values) {
            while (values.hasNext()) {
                T value = Json.read(values.next().value, type);
                if (wanted.test(value)) {
                    read.add(value);
                }
            }
        }
        return read;
    }
}
