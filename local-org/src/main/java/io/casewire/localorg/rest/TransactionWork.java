package io.casewire.localorg.rest;

import io.casewire.localorg.dml.RowLocks;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Transaction;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Everything happens inside one transaction, which somebody else commits. */
final class TransactionWork implements Work {
    private final Transaction transaction;
    private final RowLocks.Holder locks;

    TransactionWork(Transaction transaction, RowLocks.Holder locks) {
        this.transaction = transaction;
        this.locks = locks;
    }

    @Override
    public <T extends @Nullable Object> T read(Function<RecordView, T> reader) {
        return reader.apply(transaction);
    }

    @Override
    public <T extends @Nullable Object> T write(Function<Transaction, T> writer) {
        Transaction.Savepoint savepoint = transaction.savepoint();
        boolean done = false;
        try {
            T result = writer.apply(transaction);
            done = true;
            return result;
        } finally {
            if (!done) {
                transaction.rollbackTo(savepoint);
            }
        }
    }

    @Override
    public boolean allOrNone() {
        return true;
    }

    @Override
    public RowLocks.Holder locks() {
        return locks;
    }

    @Override
    public @Nullable Instant committed() {
        return null;
    }
}
