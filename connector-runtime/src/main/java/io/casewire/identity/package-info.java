/** Finds out whose device a reading is from, as it was when the reading was taken. */
@NullMarked
package io.casewire.identity;

import org.jspecify.annotations.NullMarked;
