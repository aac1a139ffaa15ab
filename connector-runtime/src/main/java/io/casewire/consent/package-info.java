/** Decides, per purpose, whether a party's reading may be processed; without its answer nothing goes on. */
@NullMarked
package io.casewire.consent;

import org.jspecify.annotations.NullMarked;
