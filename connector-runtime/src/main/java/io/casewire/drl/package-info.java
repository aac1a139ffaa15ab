/** Compiles, limits and runs Drools rules; the only place that knows Drools types. */
@NullMarked
package io.casewire.drl;

import org.jspecify.annotations.NullMarked;
