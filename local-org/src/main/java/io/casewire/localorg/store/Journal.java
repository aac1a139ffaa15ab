package io.casewire.localorg.store;

/** Where changes are kept before they count as made. */
interface Journal extends AutoCloseable {
    /** Returns only when the change survives the end of this process. */
    void append(Change change);

    @Override
    void close();

    /** For an org that lives in memory only. */
    static Journal none() {
        return new Journal() {
            @Override
            public void append(Change change) {}

            @Override
            public void close() {}
        };
    }
}
