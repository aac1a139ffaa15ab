package io.casewire.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * One measured quantity.
 *
 * @param baseline the same-run baseline, null when there is none
 * @param bar what it has to reach, in words
 */
record Row(String what, String unit, Spread measured, @Nullable Spread baseline, String bar) {

    static Row of(String what, String unit, Spread measured, String bar) {
        return new Row(what, unit, measured, null, bar);
    }

    /** Median as percent of the baseline's median. */
    @Nullable
    Double percentOfBaseline() {
        return baseline == null ? null : measured.median() / baseline.median() * 100;
    }
}
