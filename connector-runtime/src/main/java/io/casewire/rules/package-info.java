/** States conditions about a device: true, false or unknown, with the rules of the reading's domain. */
@NullMarked
package io.casewire.rules;

import org.jspecify.annotations.NullMarked;
