/** Decodes a reading by its format and refuses what is malformed, implausible or already seen. */
@NullMarked
package io.casewire.quality;

import org.jspecify.annotations.NullMarked;
