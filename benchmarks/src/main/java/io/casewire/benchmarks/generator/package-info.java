/** Simulated devices with faults that are known, written down as a generator file says, and how well they were found. */
@NullMarked
package io.casewire.benchmarks.generator;

import org.jspecify.annotations.NullMarked;
