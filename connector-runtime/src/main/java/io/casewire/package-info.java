/** The connector: one package per stage, in the order data flows, then what carries them. */
@NullMarked
package io.casewire;

import org.jspecify.annotations.NullMarked;
