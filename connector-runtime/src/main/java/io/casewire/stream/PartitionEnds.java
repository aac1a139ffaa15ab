package io.casewire.stream;

/** Up to when a partition of readings is known to have been read to its end, so that its clock may follow the wall's. */
@FunctionalInterface
public interface PartitionEnds {
    /** Epoch milliseconds; everything appended before has been decided. {@link Long#MIN_VALUE} when that is not known. */
    long decidedAllBefore(int partition);

    /** Time stands still where nothing is read, as in a backtest. */
    static PartitionEnds never() {
        return partition -> Long.MIN_VALUE;
    }
}
