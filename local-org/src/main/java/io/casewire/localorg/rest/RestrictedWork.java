package io.casewire.localorg.rest;

import io.casewire.localorg.dml.RowLocks;
import io.casewire.localorg.rights.Rights;
import io.casewire.localorg.schema.Field;
import io.casewire.localorg.schema.ObjectDefinition.UniqueTogether;
import io.casewire.localorg.schema.SObjectType;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;
import io.casewire.localorg.store.Transaction;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The records as a user sees them who may not see everything: what is hidden is not there. */
record RestrictedWork(Work work, Rights rights) implements Work {
    @Override
    public <T extends @Nullable Object> T read(Function<RecordView, T> reader) {
        return work.read(view -> reader.apply(new Visible(view, rights.visible(view.schema()))));
    }

    @Override
    public <T extends @Nullable Object> T write(Function<Transaction, T> writer) {
        return work.write(writer);
    }

    @Override
    public boolean allOrNone() {
        return work.allOrNone();
    }

    @Override
    public RowLocks.Holder locks() {
        return work.locks();
    }

    @Override
    public @Nullable Instant committed() {
        return work.committed();
    }

    /** The same records under a smaller schema. */
    private record Visible(RecordView view, Schema schema) implements RecordView {
        @Override
        public @Nullable Row get(SObjectType type, String id) {
            return view.get(type, id);
        }

        @Override
        public Collection<Row> rows(SObjectType type) {
            return view.rows(type);
        }

        @Override
        public List<Row> find(SObjectType type, Field field, Object value) {
            return view.find(type, field, value);
        }

        @Override
        public List<Row> findSame(SObjectType type, UniqueTogether together, Row row) {
            return view.findSame(type, together, row);
        }
    }
}
