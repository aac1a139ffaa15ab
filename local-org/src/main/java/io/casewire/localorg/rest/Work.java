package io.casewire.localorg.rest;

import io.casewire.localorg.dml.RowLocks;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Transaction;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The records a call works on: all of the org, or inside a composite those its transaction sees. */
interface Work {
    <T extends @Nullable Object> T read(Function<RecordView, T> reader);

    /** Runs the writer in a transaction that commits when it returns and rolls back when it throws. */
    <T extends @Nullable Object> T write(Function<Transaction, T> writer);

    /** Whether one failing row undoes everything, whatever a call inside says. */
    boolean allOrNone();

    /** The parents these writes hold. */
    RowLocks.Holder locks();

    /** When the last write was committed; null when nothing was, or not yet. */
    @Nullable
    Instant committed();
}
