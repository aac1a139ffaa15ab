package io.casewire.localorg.store;

import java.util.List;

/** Where changes are kept before they count as made. */
interface Journal extends AutoCloseable {
    /** Returns only when the change survives the end of this process. */
    void append(Change change);

    /** From now on there is only this; either it all replaces what was, or nothing does. */
    void replace(List<Change> everything);

    @Override
    void close();

    /** For an org that lives in memory only. */
    static Journal none() {
        return new Journal() {
            @Override
            public void append(Change change) {}

            @Override
            public void replace(List<Change> everything) {}

            @Override
            public void close() {}
        };
    }
}
