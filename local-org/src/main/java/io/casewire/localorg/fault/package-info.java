/** Faults on purpose: what is to go wrong, when, and how often. */
@NullMarked
package io.casewire.localorg.fault;

import org.jspecify.annotations.NullMarked;
