/** Load with known ground truth, and what is measured against it; shares no code with the connector. */
@NullMarked
package io.casewire.benchmarks;

import org.jspecify.annotations.NullMarked;
