/** Computes values over a device's readings; constant work per reading, bounded bytes per device. */
@NullMarked
package io.casewire.signals;

import org.jspecify.annotations.NullMarked;
