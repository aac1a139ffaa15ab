package io.casewire.localorg.soql;

import io.casewire.localorg.store.RecordView;
import io.casewire.localorg.store.Row;

/** Whether a record belongs to the result. */
@FunctionalInterface
interface Filter {
    boolean accepts(RecordView view, Row row);
}
