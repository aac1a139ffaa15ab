/** What one simulated machine measures, when that is a fault, and how it stands on the wire. */
@NullMarked
package io.casewire.benchmarks.machine;

import org.jspecify.annotations.NullMarked;
