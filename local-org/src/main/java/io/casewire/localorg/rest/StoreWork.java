package io.casewire.localorg.rest;

import io.casewire.localorg.dml.RowLocks;
import io.casewire.localorg.store.RecordStore;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Transaction;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Every write is a transaction of its own. */
final class StoreWork implements Work {
    private final RecordStore store;
    private final RowLocks.Holder locks;
    private final Clock clock;
    private @Nullable Instant committed;

    StoreWork(RecordStore store, RowLocks locks, Clock clock) {
        this.store = store;
        this.locks = locks.holder();
        this.clock = clock;
    }

    @Override
    public <T extends @Nullable Object> T read(Function<RecordView, T> reader) {
        return store.read(reader);
    }

    @Override
    public <T extends @Nullable Object> T write(Function<Transaction, T> writer) {
        try (locks) {
            T result = commit(writer);
            locks.work();
            return result;
        }
    }

    private <T extends @Nullable Object> T commit(Function<Transaction, T> writer) {
        try (Transaction tx = store.begin()) {
            T result = writer.apply(tx);
            tx.commit();
            committed = clock.instant();
            return result;
        }
    }

    @Override
    public boolean allOrNone() {
        return false;
    }

    @Override
    public RowLocks.Holder locks() {
        return locks;
    }

    @Override
    public @Nullable Instant committed() {
        return committed;
    }
}
