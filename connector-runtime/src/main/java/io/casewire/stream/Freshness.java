package io.casewire.stream;

/**
 * Up to when everything that was appended to the tables has been read.
 *
 * <p>A decision whose clock is later than this plus {@link History#VISIBLE_AFTER} has to wait: otherwise it could miss
 * an entry that a backtest would see.
 */
public interface Freshness {
    /** Epoch milliseconds of this machine's clock. */
    long readAllBefore();

    /**
     * Returns when everything appended before a time has been read; has it read at once if need be.
     *
     * @param time epoch milliseconds, not in the future
     */
    void await(long time) throws InterruptedException;

    /** Of tables that are always whole, as in a test or a backtest. */
    static Freshness complete() {
        return new Freshness() {
            @Override
            public long readAllBefore() {
                return Long.MAX_VALUE / 2;
            }

            @Override
            public void await(long time) {
                // nothing can be missing
            }
        };
    }
}
