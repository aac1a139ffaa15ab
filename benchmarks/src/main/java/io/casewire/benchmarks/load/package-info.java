/** Load and same-run baselines, each in a JVM of its own so that they take nothing from what they measure but the cores. */
@NullMarked
package io.casewire.benchmarks.load;

import org.jspecify.annotations.NullMarked;
