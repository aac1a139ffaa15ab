/** A fleet of simulated machines that knows which Cases it should cause, and counts what became of every reading. */
@NullMarked
package io.casewire.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
