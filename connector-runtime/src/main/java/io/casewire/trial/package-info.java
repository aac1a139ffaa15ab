/** Offline answers to what would happen: to one message, and to the cases that stand beside the rules. */
@NullMarked
package io.casewire.trial;

import org.jspecify.annotations.NullMarked;
