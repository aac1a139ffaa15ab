package io.casewire.localorg.store;

import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.RecordId;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The records, events and schema of the org. Everything is in memory; with a data folder every commit is first appended
 * to a log. Readers never see half a transaction.
 */
public final class RecordStore implements AutoCloseable {
    /** The characters of an id after its key prefix; in Salesforce they name the instance. */
    private static final String INSTANCE = "Lo0";
    /** Kept only where the events that carried it may be gone. */
    private static final String LAST_REPLAY_ID = "replayId";

    private final EventLog events;
    private final Tables tables;
    private final Journal journal;
    private final ReentrantLock writer = new ReentrantLock();
    private final ReadWriteLock visibility = new ReentrantReadWriteLock();
    private final List<Consumer<Transaction>> beforeCommit = new CopyOnWriteArrayList<>();
    private final Map<String, Long> lastNumbers = new HashMap<>();
    private long lastReplayId;

    private RecordStore(Clock clock, @Nullable Path dataFolder) {
        this.events = new EventLog(clock);
        this.tables = new Tables(events);
        this.journal = dataFolder == null ? Journal.none() : FileJournal.open(dataFolder, tables);
        this.lastReplayId = Math.max(events.lastReplayId(), tables.mark(LAST_REPLAY_ID));
    }

    /** A store that ends with this process. */
    public static RecordStore inMemory(Clock clock) {
        return new RecordStore(clock, null);
    }

    /** A store kept in a folder; the caller owns the folder's lock. */
    public static RecordStore open(Path dataFolder, Clock clock) {
        return new RecordStore(clock, dataFolder);
    }

    /** Reads one consistent state. The reader must not keep the view or its collections. */
    public <T extends @Nullable Object> T read(Function<RecordView, T> reader) {
        visibility.readLock().lock();
        try {
            return reader.apply(tables);
        } finally {
            visibility.readLock().unlock();
        }
    }

    public Schema schema() {
        return read(RecordView::schema);
    }

    public EventLog events() {
        return events;
    }

    /** Begins a transaction, waiting for the one under way to end. Close it on the same thread. */
    @SuppressWarnings("LockNotBeforeTry") // Transaction.close unlocks
    public Transaction begin() {
        writer.lock();
        if (writer.getHoldCount() > 1) {
            writer.unlock();
            throw new IllegalStateException("this thread is in a transaction already");
        }
        return new Transaction(this, tables);
    }

    /** Looks at every transaction before it commits, and may publish events in it. */
    public void beforeCommit(Consumer<Transaction> hook) {
        beforeCommit.add(hook);
    }

    /** A number of the org's own, as last committed; 0 where there is none. */
    public long mark(String name) {
        return tables.mark(name);
    }

    /** The names of the marks that begin so. */
    public List<String> marks(String prefix) {
        return tables.marks(prefix);
    }

    /** What the records that are not deleted take of the org's storage. */
    public long storedKilobytes() {
        visibility.readLock().lock();
        try {
            return tables.storedKilobytes();
        } finally {
            visibility.readLock().unlock();
        }
    }

    /** Everything as it is now; later changes do not reach it. */
    public Snapshot snapshot() {
        visibility.readLock().lock();
        try {
            return new Snapshot(tables.everything());
        } finally {
            visibility.readLock().unlock();
        }
    }

    /** Puts everything back as it was; record ids and replay ids go on from where they are. */
    public void restore(Snapshot snapshot) {
        writer.lock();
        visibility.writeLock().lock();
        try {
            List<Change> everything = new ArrayList<>(snapshot.everything());
            everything.add(Change.of(Map.entry(LAST_REPLAY_ID, lastReplayId)));
            journal.replace(everything);
            tables.clear();
            everything.forEach(tables::apply);
        } finally {
            visibility.writeLock().unlock();
            writer.unlock();
        }
        events.announce();
    }

    void commit(Change change) {
        if (change.isEmpty()) {
            return;
        }
        journal.append(change);
        visibility.writeLock().lock();
        try {
            tables.apply(change);
        } finally {
            visibility.writeLock().unlock();
        }
        if (!change.events().isEmpty()) {
            events.announce();
        }
    }

    List<Consumer<Transaction>> hooks() {
        return beforeCommit;
    }

    void end() {
        writer.unlock();
    }

    String nextId(SObjectType type) {
        long number = lastNumbers.merge(type.keyPrefix(), firstAfter(type), (last, first) -> last + 1);
        return RecordId.of(type.keyPrefix(), INSTANCE, number);
    }

    private long firstAfter(SObjectType type) {
        if (lastNumbers.containsKey(type.keyPrefix())) {
            return 0;
        }
        String lastId = tables.lastId(type);
        return lastId == null ? 1 : RecordId.number(lastId) + 1;
    }

    long nextNumber(SObjectType type, Field field) {
        String counter = type.name() + "." + field.name();
        long next = lastNumbers.containsKey(counter) ? lastNumbers.get(counter) + 1 : greatest(type, field) + 1;
        lastNumbers.put(counter, next);
        return next;
    }

    private long greatest(SObjectType type, Field field) {
        return tables.rows(type).stream()
                .map(row -> row.text(field))
                .mapToLong(text -> text == null ? 0 : trailingNumber(text))
                .max()
                .orElse(0);
    }

    private static long trailingNumber(String text) {
        String digits = text.replaceAll("^.*?(\\d*)\\D*$", "$1");
        return digits.isEmpty() ? 0 : Long.parseLong(digits);
    }

    long nextReplayId() {
        return ++lastReplayId;
    }

    @Override
    public void close() {
        writer.lock();
        try {
            journal.close();
        } finally {
            writer.unlock();
        }
    }
}
