/** Recordings with known anomalies, and what a detector's scores over them are worth. */
@NullMarked
package io.casewire.benchmarks.anomalies;

import org.jspecify.annotations.NullMarked;
