package io.casewire.stream;

/**
 * Up to when everything that was appended to the tables has been read.
 *
 * <p>A decision whose clock is later than this plus {@link History#VISIBLE_AFTER} has to wait: otherwise it could miss
 * an entry that a backtest would see.
 */
@FunctionalInterface
public interface Freshness {
    /** Epoch milliseconds. */
    long readAllBefore();

    /** Of tables that are always whole, as in a test or a backtest. */
    static Freshness complete() {
        return () -> Long.MAX_VALUE / 2;
    }
}
